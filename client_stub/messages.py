"""What the tablet says to people, Chinese first with English beside it.

Sentences about values are in `schemas.messages`, about revisions that were not accepted in `sync.explanations`; what a
server says about its refusals comes from the server.
"""

from enum import Enum
from typing import Final

from client_stub.errors import (
    AlreadyEnrolled,
    NoEnrolmentLink,
    NotEnrolled,
    NotFound,
    OutOfReach,
    PersonNotChosen,
    ServerChanged,
    SqliteTooOld,
    StoreTooNew,
    UnknownField,
)
from client_stub.store.local import Note
from schemas import Label
from schemas.messages import Message
from sync.errors import IntegrityBroken, LineBroken, Malformed, ProtocolMismatch, SyncError, TooLarge
from sync.outcome import Status


class Say(Enum):
    """One sentence each; names in braces are filled in."""

    ENROLLED = ("平板已登记：{device}", "enrolled as {device}")
    QR_OR_CODE = (
        "请给出服务器地址和登记码，或用 --qr-text 给出二维码内容",
        "give the server's address and the code, or what the QR code says with --qr-text",
    )
    YOUR_AREAS = ("负责地区：{areas}", "your areas: {areas}")
    NO_HOUSEHOLDS = ("本机还没有农户，请先同步", "no households on this tablet yet; sync first")
    SAVED = ("已保存 {count} 条修改，待同步", "{count} revisions saved; sync to send them")
    NOTHING_FILLED = ("没有填写任何内容", "nothing was filled in")
    LACKING = ("建议补填必填项：{fields}", "required fields still empty: {fields}")
    NOT_SAVED = ("以下内容有误，未保存", "not saved, because of")
    NUMBER_WANTED = ("{field}：请填数字（{unit}）。", "{field}: enter a number ({unit}).")
    WHOLE = ("整数", "a whole one")
    DECIMALS = ("最多两位小数", "two decimals at most")
    FORCED = (
        "可用 --force 按原样保存，服务器会判为无效",
        "--force keeps it as typed, and the server will void it",
    )
    NO_CONFLICTS = ("没有冲突", "no conflicts")
    SETTLED = ("冲突已处理，待同步", "settled; sync to send it")
    NOTHING_TO_MEND = ("没有需要改正的内容", "nothing to mend")
    REQUESTED = (
        "以下修改因年度已锁定，已自动转为更正申请，由县级办理，您无需处理",
        "the county has locked the year; these became requests to amend it, and need nothing from you",
    )
    REQUESTS_OPEN = (
        "有 {count} 项已转为更正申请，由县级办理，无需处理",
        "{count} fields became requests to amend a locked year; nothing to do",
    )
    MENDED = ("已改正，待同步", "mended; sync to send it")
    LEFT = ("保留现状", "left as it is")
    OFFERED = ("已按最新数据重新提交，待同步", "written anew on the present data; sync to send it")
    DISCARDED = ("已放弃", "given up")
    VALUE_OR_LEAVE = ("请给出正确内容，或用 --leave 保留现状", "give the right value, or --leave it as it is")
    ANEW_OR_DISCARD = ("请选择 --anew 或 --discard", "choose --anew or --discard")
    ASK_FIELD = ("填写栏目（直接回车结束）", "field to fill in (Enter to finish)")
    ASK_VALUE = ("填写内容", "value")
    CODES = ("可选：{codes}", "choose from: {codes}")
    NOW_IS = ("现为：{value}", "now: {value}")
    SYNCING = ("正在同步", "syncing")
    ARRIVED = ("{total} 条中 {held} 条已送达，数字指纹一致", "{held} of {total} arrived, proven by digest")
    NOT_ARRIVED = ("{total} 条中 {held} 条已送达，尚未全部核实", "{held} of {total} arrived; not yet proven")
    REFUSED = (
        "{total} 条中 {held} 条已送达，{count} 条被拒绝",
        "{held} of {total} arrived, {count} were refused",
    )
    SENT = ("本次上传 {count} 条", "{count} sent this time")
    BREAKS = ("线路中断 {count} 次，已自动续传", "the line broke {count} times, and the sync went on")
    ERASED = ("{area} 已不归您负责，数据送达后已从本机清除", "{area} is no longer yours; delivered and erased here")
    KEPT = ("{area} 已不归您负责，仍有未送达的数据保留在本机", "{area} is no longer yours; what is not delivered stays")
    DELIVERED_ONLY = ("服务器只接收、不再下发数据", "the server takes what this tablet holds, and gives nothing")
    CONFLICTS_OPEN = ("有 {count} 处冲突，请用 conflicts 查看", "{count} conflicts; see them with `conflicts`")
    VOID_OPEN = ("有 {count} 项未被接受，请用 mend 改正", "{count} fields were not accepted; mend them with `mend`")
    ASIDE_OPEN = ("有 {count} 条修改被退回，请用 mend 处理", "{count} revisions were set aside; see them with `mend`")
    GIVE = ("请用参数 {arguments} 填写", "give it as {arguments}")
    LEFT_TO_DO = ("还需办理：", "left to do:")
    NEVER_SYNCED = ("从未同步", "never")

    def __init__(self, zh: str, en: str) -> None:
        """Take both languages."""
        self.label = Label(zh, en)

    def with_(self, **facts: object) -> Label:
        """Return the sentence with its names filled in."""
        return Label(self.label.zh.format(**facts), self.label.en.format(**facts))

    def about(self, **labels: Label) -> Label:
        """Return the sentence with labels filled in, each in its own language."""
        return Label(
            self.label.zh.format(**{name: one.zh for name, one in labels.items()}),
            self.label.en.format(**{name: one.en for name, one in labels.items()}),
        )


class Title(Enum):
    """Headings and names of columns."""

    NUMBER = ("户编号", "number")
    HEAD = ("户主", "head")
    VILLAGE = ("村", "village")
    MEMBERS = ("人口", "members")
    POVERTY = ("脱贫属性", "status")
    PER_CAPITA = ("人均纯收入", "net per head")
    OPEN = ("待办", "open")
    FIELD = ("栏目", "field")
    VALUE = ("内容", "value")
    RECORD = ("记录", "record")
    WHO = ("填写人", "by")
    WHEN = ("时间", "when")
    WHY = ("原因", "why")
    REQUEST = ("更正申请", "request")
    SHOWN = ("现显示", "shown")
    AREA = ("地区", "area")
    TAKEN_IN = ("已下载至", "taken in up to")
    TABLET = ("平板编号", "tablet")
    USER = ("使用人", "user")
    SERVER = ("服务器", "server")
    CLOCK = ("校正后时间（偏差）", "corrected time (error)")
    UNSENT = ("未送达", "unsent")
    DELIVERED = ("已送达", "delivered")
    CONFLICTS = ("冲突", "conflicts")
    VOID = ("未被接受", "void fields")
    ASIDE = ("被退回", "set aside")
    CONTACT = ("上次同步", "last sync")
    CONFLICT_MARK = ("有冲突", "in conflict")
    FLAG_MARK = ("有疑点", "flagged")
    CLOSED_MARK = ("已迁出或并户", "moved or merged")

    def __init__(self, zh: str, en: str) -> None:
        """Take both languages."""
        self.label = Label(zh, en)


NOTES: Final = {
    "clock_jumped": Label("平板时钟变动了 {seconds} 秒，已校正", "the tablet's clock moved by {seconds} s; corrected"),
    "area_erased": Label("{area} 的数据已送达并清除", "{area} was delivered and erased"),
    "set_aside": Label("{count} 条修改被服务器退回", "the server set {count} revisions aside"),
}
"""What notes say, by their code."""

STATUSES: Final = {
    Status.ACCEPTED: Label("已接受", "accepted"),
    Status.VOID: Label("部分无效", "partly void"),
    Status.PARKED: Label("等待前序数据", "waits for what it builds on"),
    Status.QUARANTINED: Label("等待核准", "in quarantine"),
    Status.REFUSED: Label("被退回", "refused"),
}
"""The outcomes of pushed revisions."""

FLEET_STAGES: Final = {
    "enrol": Label("登记平板", "tablets enrol"),
    "work": Label("离线走访", "offline visits"),
    "sync": Label("晚间同步", "evening syncs"),
    "prove": Label("核实送达", "proof"),
}
"""The stages of a fleet's days."""

FLEET_COUNTS: Final = {
    "tablets": Label("平板", "tablets"),
    "households": Label("登记农户", "households registered"),
    "visits": Label("走访", "visits"),
    "revisions": Label("修改", "revisions"),
    "exchanges_lost": Label("线路中断", "exchanges lost by the line"),
    "gave_up": Label("未完成的同步", "syncs given up"),
    "clock_jumps": Label("时钟出错", "clocks put wrong"),
    "conflicts": Label("发现冲突", "conflicts seen"),
    "settled": Label("已处理冲突", "conflicts settled"),
    "void": Label("未被接受的栏目", "void fields"),
    "mended": Label("已改正栏目", "fields mended"),
    "capped": Label("时间超前被限定", "times capped"),
    "set_aside": Label("被退回的修改", "revisions set aside"),
    "mistakes": Label("填写错误", "mistakes made"),
    "open_conflicts": Label("未处理冲突", "conflicts left open"),
    "seconds": Label("用时（秒）", "seconds"),
}
"""What a fleet's report counts."""

ERRORS: Final[dict[type[Exception], Message]] = {
    LineBroken: Message(
        Label("线路不通", "the line does not hold"),
        Label("数据都在本机，信号好时再同步", "Everything is kept here; sync again where the signal is better"),
    ),
    IntegrityBroken: Message(
        Label("服务器数据前后不一致", "what the server sent contradicts itself"),
        Label("请联系市办公室，数据都在本机", "Tell the city office; everything is kept here"),
    ),
    ProtocolMismatch: Message(
        Label("服务器版本不同", "the server speaks another version"),
        Label("请升级平板应用", "Update the tablet's app"),
    ),
    Malformed: Message(
        Label("内容无法保存", "this cannot be stored"),
        Label("请去掉特殊字符或小数后重填", "Enter it again without control characters or fractions"),
    ),
    TooLarge: Message(Label("内容过大", "too large"), Label("请分几次填写", "Enter it in several steps")),
    SyncError: Message(
        Label("同步未能完成", "the sync could not be finished"),
        Label("数据都在本机，请稍后再试", "Everything is kept here; try again later"),
    ),
    NotEnrolled: Message(
        Label("平板还没有登记", "this tablet is not enrolled"),
        Label("请用 enrol 和登记码登记", "Enrol it with `enrol` and a code from the township office"),
    ),
    AlreadyEnrolled: Message(
        Label("平板已在另一服务器登记", "this tablet is enrolled at another server"),
        Label("换服务器请另用一个文件夹", "For another server take another folder"),
    ),
    NoEnrolmentLink: Message(
        Label("这不是登记二维码", "this is no QR code for enrolling"),
        Label("请扫描登记页上本人的二维码", "Scan your own code on the sheet of enrolment codes"),
    ),
    ServerChanged: Message(
        Label("应答的不是原来的服务器", "another server answers at this address"),
        Label("请勿继续，联系市办公室", "Stop, and tell the city office"),
    ),
    PersonNotChosen: Message(
        Label("平板由多人合用，请指明由谁填写", "several people share this tablet; say who of them writes"),
        Label(
            "请在命令前加 --as 登录名（或姓名），如 ruhu-tablet --as 登录名 visit …",
            "Give --as LOGIN (or a name) before the command, as in ruhu-tablet --as LOGIN visit …",
        ),
    ),
    NotFound: Message(
        Label("找不到，或不止一个", "nothing, or more than one thing, goes by this name"),
        Label("请写完整", "Say more exactly what is meant"),
    ),
    UnknownField: Message(
        Label("找不到这一栏目", "there is no such field"),
        Label("请用所列的栏目名，写成 栏目=内容", "Use one of the names listed, as field=value"),
    ),
    OutOfReach: Message(
        Label("该村不在本机负责的地区内", "the village is not within this tablet's areas"),
        Label(
            "请核对村，从本机负责的地区中选择；其他村的由乡镇办公室办理",
            "Check it and choose from this tablet's areas; what belongs elsewhere, the township office enters",
        ),
    ),
    SqliteTooOld: Message(
        Label("SQLite 版本过旧，可能损坏数据", "the SQLite library is too old and could damage the data"),
        Label("请安装 pysqlite3 新版", "Install a newer pysqlite3"),
    ),
    StoreTooNew: Message(
        Label("数据由更新版本的程序写成", "a newer version of this program wrote the data"),
        Label("请升级", "Update this program"),
    ),
}
"""What the tablet's and the protocol's errors mean, and what to do."""


def describe_note(note: Note) -> Label:
    """Return what a note says; the code alone where a newer version wrote it."""
    said = NOTES.get(note.code, Label(note.code, note.code))
    return Label(said.zh.format(**note.params), said.en.format(**note.params))
