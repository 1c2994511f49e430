"""Code lists of a visit, its photos and its paradata."""

from schemas.codes.codelist import CodeList, codes
from schemas.label import Label

PURPOSE = CodeList(
    "purpose",
    Label("走访类型", "purpose of the visit"),
    *codes(
        collect=("采集", "collection"),
        verify=("核查", "verification"),
        help=("帮扶", "help"),
        exit_check=("退出核实", "verification of an exit"),
        supervise=("督查", "supervision"),
        followup=("回头看", "look-back"),
    ),
)

RESULT = CodeList(
    "result",
    Label("走访结果", "result of the visit"),
    *codes(
        completed=("完成", "completed"),
        absent=("不在家", "nobody at home"),
        refused=("拒访", "refused"),
        partial=("部分完成", "partly completed"),
    ),
)

CRS = CodeList(
    "crs",
    Label("坐标系", "coordinate system"),
    *codes(WGS84=("WGS84", "WGS84"), GCJ02=("GCJ02（火星坐标）", "GCJ02")),
)

PHOTO_KIND = CodeList(
    "photo_kind",
    Label("照片类别", "kind of photo"),
    *codes(
        person=("人员", "person"),
        house=("住房", "house"),
        water=("饮水", "water"),
        income_proof=("收入凭证", "proof of income"),
        signature=("签字", "signature"),
    ),
)

VISIT_LISTS = (PURPOSE, RESULT, CRS, PHOTO_KIND)
