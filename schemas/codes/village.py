"""Code lists of a village."""

from schemas.codes.codelist import Code, CodeList
from schemas.label import Label

VILLAGE_STATUS = CodeList(
    "village_status",
    Label("贫困村退出状态", "whether a poor village has exited"),
    Code("0", Label("未退出", "not exited"), since=3),
    Code("1", Label("已退出", "exited"), since=3),
)

VILLAGE_LISTS = (VILLAGE_STATUS,)
