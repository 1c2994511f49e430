"""What the demo says to people, Chinese first with English beside it."""

from enum import Enum

from schemas.label import Label


class Say(Enum):
    """One sentence each; names in braces are filled in."""

    STAFF = ("已添加 {users} 名采集员并签发登记码", "{users} collectors added, with a code for a tablet each")
    REAL = (
        "住户：越南生活水平调查 1997 年 {households} 户（真实的户与支出，其余按固定种子生成），{villages} 个村",
        "{households} households of the Vietnam survey of 1997 (size and spending real, the rest generated)",
    )
    ENROL = ("平板登记", "tablets enrol")
    WORK = ("离线走访", "visits, offline")
    SYNC = ("晚间同步", "syncing at night")
    PROVE = ("核对是否全部到达", "proving that all arrived")
    VERIFY = ("等待核查引擎", "waiting for verification")
    COUNT = ("统计", "counting")
    FIELD_TITLE = ("走访情况", "what happened in the field")
    SERVER_TITLE = ("服务器收到的数据", "what the server holds")
    FLAG_TITLE = ("疑点（按规则）", "flags by rule")
    TABLETS = ("平板", "tablets")
    HOUSEHOLDS = ("登记户数", "households registered")
    VISITS = ("走访次数", "visits")
    MISTAKES = ("故意写错的登记", "registrations with a planted mistake")
    CLOCKS = ("时钟出错", "clocks put wrong")
    LOST = ("断线（请求或应答丢失）", "requests or answers lost on the line")
    SETTLED = ("采集员处理的冲突", "conflicts settled by collectors")
    MENDED = ("更正的作废字段", "void fields mended")
    VERSIONS = ("版本（修订）", "versions (revisions)")
    RECORDS = ("档案", "records")
    MERGED = ("两人互不知情各自修改、已合并的档案", "records merged from edits that had not seen each other")
    CONFLICTS = ("待处理的冲突字段", "fields in open conflict")
    VOID = ("作废字段", "void fields")
    CAPPED = ("时间被校正的修订", "revisions whose time was capped")
    FLAGS = ("有疑点的户", "households with a flag")
    RULE = ("规则", "rule")
    FOUND = ("疑点", "flags")
    ARRIVED = ("平板上的 {total} 条修订，{held} 条已送达", "{held} of {total} revisions on the tablets arrived")
    EQUAL = (
        "摘要一致：{tablets} 台平板的 {cuts} 个村档案与服务器逐一相同",
        "equal digests: {cuts} village files on {tablets} tablets and the server hold the same",
    )
    UNEQUAL = ("摘要不一致：{areas}", "digests differ: {areas}")
    FSCK = ("核验整本日志（ruhu fsck）", "checking the whole log (ruhu fsck)")
    HELD = ("全部核对通过，用时 {seconds} 秒", "all of it held, in {seconds} s")
    FAILED = ("有核对未通过", "not all of it held")
    SERVING = (
        "服务器仍在运行：{address}/docs，用户 {user}，密码 {password}；Ctrl-C 结束",
        "the server goes on at {address}/docs, user {user}, password {password}; Ctrl-C ends it",
    )
    SERVER_DIED = ("服务器没有启动：{output}", "the server did not start: {output}")

    def __init__(self, zh: str, en: str) -> None:
        """Take both languages."""
        self.label = Label(zh, en)

    def text(self, **filled: object) -> str:
        """Return the sentence in both languages."""
        return f"{self.label.zh.format(**filled)}  {self.label.en.format(**filled)}"
