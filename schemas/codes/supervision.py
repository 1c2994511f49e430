"""Code lists of supervision: the ledger of what is to be rectified, and households visited again to check a survey."""

from schemas.codes.codelist import Code, CodeList, codes
from schemas.label import Label

RECTIFICATION_SOURCE = CodeList(
    "rectification_source",
    Label("问题来源", "source of an item"),
    *codes(
        3,
        inspection=("督查", "inspection"),
        audit=("审计", "audit"),
        assessment=("考核", "assessment"),
        flag=("疑点", "flag"),
        petition=("群众举报", "report by a citizen"),
        media=("媒体", "media"),
    ),
)

RECTIFICATION_SEVERITY = CodeList(
    "rectification_severity",
    Label("问题严重程度", "severity of an item"),
    *codes(3, minor=("一般", "minor"), major=("较重", "major"), grave=("严重", "grave")),
)

RECTIFICATION_STATE = CodeList(
    "rectification_state",
    Label("整改状态", "state of an item"),
    *codes(
        3,
        registered=("登记", "registered"),
        dispatched=("交办", "dispatched"),
        received=("签收", "received"),
        in_progress=("整改中", "in progress"),
        submitted=("申请销号", "submitted"),
        verifying=("核查", "being verified"),
        closed=("已销号", "closed"),
        returned=("退回重改", "returned"),
    ),
)

CHECK_OCCASION = CodeList(
    "check_occasion",
    Label("抽查类别", "occasion of a spot check"),
    *codes(
        3,
        identification=("识别抽查", "identification"),
        exit=("退出抽查", "exit"),
        look_back=("回头看", "look-back"),
        inspection=("督查巡查", "inspection"),
    ),
)

CHECK_STATE = CodeList(
    "check_state",
    Label("抽查状态", "state of a spot check"),
    *codes(
        3,
        drawn=("已抽取", "drawn"),
        visited=("已入户", "visited"),
        agreed=("一致", "in agreement"),
        differs=("不一致", "different"),
        replaced=("已替换", "replaced"),
    ),
)

SUPERVISION_STATE = CodeList(
    "supervision_state",
    Label("督查状态", "supervision of a household"),
    Code("0", Label("未督查", "not inspected"), since=3),
    Code("1", Label("已督查未达标", "inspected, not up to standard"), since=3),
    Code("2", Label("已督查达标", "inspected, up to standard"), since=3),
)
"""As supervision apps store it; computed from the household's spot checks, never stored here."""

SUPERVISION_LISTS = (
    RECTIFICATION_SOURCE,
    RECTIFICATION_SEVERITY,
    RECTIFICATION_STATE,
    CHECK_OCCASION,
    CHECK_STATE,
    SUPERVISION_STATE,
)
