"""Code list of the documents that prove a step of a procedure."""

from schemas.codes.codelist import CodeList, codes
from schemas.label import Label

DOCUMENT_KIND = CodeList(
    "document_kind",
    Label("材料类别", "kind of document"),
    *codes(
        3,
        application=("申请书", "application"),
        minutes=("会议记录", "minutes of a meeting"),
        notice=("公示照片", "photo of a notice"),
        consent=("农户签字", "signature of the household"),
        letter=("函件", "official letter"),
        plan=("方案", "plan"),
        proof=("佐证材料", "proof"),
        other=("其他", "other"),
    ),
)
