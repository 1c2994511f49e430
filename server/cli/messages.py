"""What `ruhu` says to people, Chinese first with English beside it."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from schemas.label import Label
from server.store.fsck import Fault
from server.verification.policy import Level


class Say(Enum):
    """One sentence each; names in braces are filled in."""

    INSTALLED = ("已初始化 {folder}：服务器 {device}，负责 {areas}", "installed {folder}: server {device} of {areas}")
    ALREADY_INSTALLED = ("{folder} 早已初始化：服务器 {device}，负责 {areas}", "{folder} is server {device} of {areas}")
    NOT_INSTALLED = ("{folder} 尚未初始化，请先运行 ruhu init", "{folder} is no server's data; run `ruhu init` first")
    LISTENING = (
        "服务已启动：{address}（接口说明见 /docs）",
        "listening at {address}; the API describes itself at /docs",
    )
    USER_ADDED = ("已添加用户 {username}（{name}）", "added user {username} ({name})")
    PASSWORD = ("初始密码：{password}", "password: {password}")
    USER_DISABLED = ("{username} 不能再登录", "{username} cannot sign in any more")
    USER_ENABLED = ("{username} 可以登录", "{username} can sign in")
    USER_CHANGED = ("{username} 已修改", "{username} is changed")
    USER_UNLOCKED = ("{username} 已解锁", "{username} is unlocked")
    RESET_CODE = (
        "{username} 的密码重置码：{code}，有效期至 {until}",
        "code for a new password of {username}: {code}, valid until {until}",
    )
    USERS = ("用户", "users")
    USERNAME = ("登录名", "user name")
    NAME = ("姓名", "name")
    ROLES = ("角色", "roles")
    STATE = ("状态", "state")
    ACTIVE = ("可登录", "signs in")
    NO_PASSWORD = ("未设密码", "no password yet")
    DISABLED = ("已停用", "switched off")
    LOCKED = ("已锁定", "locked")
    SESSIONS = ("登录会话", "sessions")
    SESSIONS_ENDED = ("已结束 {username} 的 {count} 个会话", "{count} sessions of {username} ended")
    BEGUN = ("登录时间", "begun")
    USED = ("最近使用", "used last")
    HANDED_OVER = (
        "已由 {successor} 接手：{areas}；平板 {devices} 台",
        "{successor} took over {areas}, and {devices} tablets",
    )
    ASSIGNMENTS = ("分工", "assignments")
    ASSIGNMENT_GIVEN = (
        "已分配 {username}：{area}（编号 {record}）",
        "{username} is assigned to {area} (record {record})",
    )
    OUTSIDE_SERVER = (
        "{area} 不在本服务器负责的范围内；本服务器负责 {covered}，请核对地区代码",
        "{area} is outside of what this server covers, which is {covered}: check the code",
    )
    UNLISTED = (
        "{area} 不在地区名录中（名录有日期，可能尚未收录），请核对；相近的有：{nearest}",
        "the list of areas lacks {area}; it is dated, and may not have it yet: check the code. Near it: {nearest}",
    )
    ASSIGNMENT_ENDED = ("分工 {record} 已结束", "assignment {record} is ended")
    FROM = ("起", "from")
    TO = ("止", "to")
    DEVICES = ("平板", "tablets")
    LAST_CONTACT = ("最近联系", "last contact")
    NEVER = ("从未", "never")
    REVOKED = ("已吊销", "revoked")
    EXPIRED = ("已过期", "expired")
    VALID = ("正常", "valid")
    DEVICE_CHANGED = ("平板 {device} 已修改", "tablet {device} is changed")
    SHEET_WRITTEN = ("已写入 {file}：{count} 人", "{file} written: {count} people")
    PEOPLE_COUNTED = (
        "新增 {new} 人，补充分工 {more} 人，不变 {unchanged} 人",
        "{new} people added, {more} given more to do, {unchanged} unchanged",
    )
    FOR_PASSWORD = ("（用于设置密码）", "(sets the password)")
    NO_SERVER_URL = ("请用 --server 指明平板访问的地址", "say by --server at which address tablets reach the server")
    DEVICE_REVOKED = ("设备 {device} 已停用", "device {device} is revoked")
    UNKNOWN_DEVICE = ("没有这台设备：{device}", "no such device: {device}")
    WHO_OR_WHERE = ("请用 --actor 或 --area 指明使用人", "say who with --actor or --area")
    NOBODY_THERE = ("{area} 没有可登记的人员", "nobody in {area} works with a tablet")
    CODES = ("登记码（每个只能登记一台平板）", "enrolment codes, each for one tablet")
    CODE = ("登记码", "code")
    PEOPLE = ("使用人", "people")
    EXPIRES = ("有效期至", "valid until")
    AREAS_IMPORTED = ("已导入 {count} 个地区", "{count} areas imported")
    IMPORTING = ("正在导入", "importing")
    NOT_AN_AREA_LIST = ("{file} 第 {line} 行不是地区：{fault}", "line {line} of {file} is no area: {fault}")
    SCHEMA_WRITTEN = ("已写入 {file}", "{file} written")
    QUARANTINE = ("隔离中的版本", "revisions that wait for approval")
    NOTHING_HELD = ("{area} 没有符合条件的隔离版本", "nothing of {area} that was asked for waits for approval")
    NOT_ONE_REVISION = (
        "该地区以 {begins} 开头的隔离版本有 {count} 个，请用 ruhu quarantine list 核对编号",
        "{count} revisions that wait in this area begin with {begins}; see `ruhu quarantine list` for their ids",
    )
    RELEASED = ("已放行 {count} 条，仍有 {left} 条待处理", "{count} released, {left} still wait")
    AREA = ("地区", "area")
    REVISION = ("版本", "revision")
    RECORD = ("记录", "record")
    AUTHOR = ("填写人", "author")
    VISIT = ("入户", "visit")
    DELETION = ("删除记录", "deletion of the record")
    DEVICE = ("设备", "device")
    ARRIVED = ("到达时间", "arrived")
    WHY = ("原因", "why")
    AUDIT_LOG = ("审计日志", "audit log")
    TIME = ("时间", "time")
    WHO = ("操作人", "who")
    ACTION = ("操作", "what was done")
    SUBJECT = ("对象", "to what")
    READING_SHEETS = ("正在读取表格", "reading the sheets")
    COMPARING = ("正在与系统数据比对", "comparing with what is here")
    STORING = ("正在写入", "storing")
    EXPORTING = ("正在导出", "exporting")
    FILE_READ = (
        "{file}：{rows} 行，跳过 {skipped} 行（合计、签字、重复表头）",
        "{file}: {rows} rows, {skipped} skipped",
    )
    SHEETS_WITHOUT_HEADER = ("{file}：没有表头的工作表未读取：{sheets}", "{file}: sheets without a header: {sheets}")
    COLUMNS_NOT_KEPT = ("{file}：以下列不在规定格式内，未读取：{labels}", "{file}: columns not kept: {labels}")
    FAULTS_FOUND = ("发现 {count} 处错误，没有写入任何数据", "{count} faults; nothing was written")
    FAULTS_LEFT = ("仅列出前 {shown} 处，更正后请再次检查", "the first {shown} are listed; correct them and try again")
    FAULTS = ("错误", "faults")
    FILE = ("文件", "file")
    SHEET = ("工作表", "sheet")
    ROW = ("行", "row")
    COLUMN = ("列", "column")
    PROBLEM = ("问题", "problem")
    REMEDY = ("处理办法", "remedy")
    WOULD_WRITE = ("预览：导入后的结果（尚未写入）", "preview: what an import would do")
    WRITTEN = ("导入结果", "imported")
    KIND = ("记录类型", "record type")
    CREATED = ("新增", "created")
    CHANGED = ("变更", "changed")
    UNCHANGED = ("不变", "unchanged")
    FIELDS = ("栏目", "fields")
    REPLACED = (
        "以表中的值更新：{count} 处（列出前 {shown} 处）",
        "{count} values that the sheets replace (the first {shown})",
    )
    LEFT = (
        "在系统中已更新，未覆盖：{count} 处（列出前 {shown} 处）",
        "{count} values updated on the server since, and left as they are (the first {shown})",
    )
    OVERWRITE = (
        "这些值最后由他人在系统中填写，可能比表新；核实后如要以表中的值为准，请加 --overwrite",
        "others wrote these values on the server, and they may be newer; --overwrite lets the sheets' take their place",
    )
    ON_FILE = ("系统中", "on the server")
    IN_SHEET = ("表中", "in the sheet")
    STOPPED_AT = (
        "在 {village} 停止；此前 {villages} 个村已写入，更正后重新运行即可继续",
        "stopped at {village}; the {villages} villages before it are stored, and running it again goes on",
    )
    EXPORTED = ("已导出 {households} 户、{persons} 人：{files}", "{households} households, {persons} people: {files}")
    NOT_AN_AREA = ("{area} 不是地区代码", "{area} is no area code")
    NOT_IN_ENCODING = (
        "“{character}” 不在 {encoding} 编码中，请改用 --encoding gb18030",
        "{encoding} lacks “{character}”: use --encoding gb18030",
    )
    PARAMETER = ("参数", "parameter")
    VALUE_IN_FORCE = ("值", "value")
    UNIT = ("单位", "unit")
    LEVEL = ("适用范围", "holds for")
    PERIOD = ("有效期", "period")
    TAG = ("依据类别", "tag")
    VERIFIED = ("已确认", "confirmed")
    SOURCE = ("来源", "source")
    YES = ("是", "yes")
    NO = ("否", "no")
    UNKNOWN = ("未配置", "unknown")
    POLICY_RIGHT = (
        "{file} 可以使用：{parameters} 个参数，其中 {unverified} 个值尚未确认",
        "{file} is right: {parameters} parameters; {unverified} values are not confirmed yet",
    )
    POLICY_WRONG = ("政策参数文件有 {count} 处错误", "{count} errors in the policy file")
    PASSED_OVER = ("较近一级未配置，用上级的值：{names}", "a nearer level has no value: {names}")
    NOT_IN_FORCE = ("{year} 年没有值：{names}", "without a value in {year}: {names}")
    RULE = ("规则", "rule")
    SCOPE = ("范围", "scope")
    SEVERITY = ("级别", "severity")
    MESSAGE = ("提示", "message")
    CLEARS = ("如何消除", "what would clear it")
    EVIDENCE = ("证据", "evidence")
    PARAMETERS = ("政策参数", "parameters")
    NO_RULE = ("没有规则 {rule}；用 ruhu rules list 查看", "no rule {rule}; see `ruhu rules list`")
    ROWS_IN_ALL = ("适用", "rows")
    EVALUATED = ("已核查", "evaluated")
    SHARE = ("比例", "share")
    ODD = ("存疑", "odd")
    REINDEXING = ("正在重建索引", "making the indexes anew")
    REINDEXED = ("已重建 {areas} 个地区的索引", "the indexes of {areas} areas are made anew")
    CHECKING = ("正在核验", "checking")
    CLEAN = ("核验通过：{areas} 个地区，{revisions} 条版本，没有差异", "clean: {areas} areas, {revisions} revisions")
    BROKEN = ("发现 {count} 处差异", "{count} differences")
    COPYING = ("正在复制数据库", "copying the database")
    BACKED_UP = (
        "已备份到 {file}（{size} KiB）：{areas} 个地区，{revisions} 条版本",
        "backed up: {areas} areas, {revisions} revisions",
    )
    BACKUP_REMOVED = ("已删除旧备份 {file}", "removed an older one")
    BACKUP_SOUND = (
        "备份完好：服务器 {server}，{made_at}，{areas} 个地区，{revisions} 条版本",
        "{file} is sound: {areas} areas, {revisions} revisions",
    )
    CHECK_WHAT = ("--check 检查一份备份文件，不与 --keep 同用", "--check takes a backup, and no --keep")
    RESTORED = (
        "已恢复到 {folder}：服务器 {server}，{made_at} 的备份，{areas} 个地区，{revisions} 条版本",
        "restored server {server} as of {made_at}: {areas} areas, {revisions} revisions",
    )
    VARIABLE = ("环境变量", "variable")
    VALUE = ("现值", "value")
    MEANING = ("说明", "meaning")
    NO_SETTING = ("{variable} 不是本版本的设置", "{variable} is no setting of this version")

    def __init__(self, zh: str, en: str) -> None:
        """Take both languages."""
        self.label = Label(zh, en)


LEVELS: Final[Mapping[Level, Label]] = {
    "nation": Label("全国", "nation"),
    "province": Label("省", "province"),
    "city": Label("市", "city"),
    "county": Label("县", "county"),
}
"""For whom a parameter of the policy holds."""

FAULTS: Final[Mapping[Fault, Label]] = {
    Fault.UNREADABLE: Label("内容无法识别", "unreadable"),
    Fault.ALTERED: Label("内容被改动", "altered"),
    Fault.MISFILED: Label("归档位置不对", "filed under another area or record"),
    Fault.NUMBER: Label("编号不连续", "a gap in the numbers"),
    Fault.DIGEST: Label("数字指纹不符", "another running digest"),
    Fault.END: Label("流尾不符", "another end of the stream"),
    Fault.ORPHAN: Label("所依据的版本缺失", "what it builds on does not come before it"),
    Fault.UNSEALED: Label("缺少签章", "no seal covers it"),
    Fault.SEAL_BROKEN: Label("签章不符", "a seal that does not hold"),
    Fault.SEAL_OUTSIDE: Label("裁定服务器不管辖该地区", "judged by a server that does not cover the area"),
    Fault.STUB: Label("内容缺失且无删除裁定", "the content is gone, and no verdict says why"),
    Fault.STUCK: Label("等待中的版本应已处理", "it waits for nothing"),
    Fault.STATE: Label("记录状态与历史不符", "a state that the history does not give"),
    Fault.NO_STATE: Label("记录缺少状态", "a history without a state"),
    Fault.NO_HISTORY: Label("记录缺少历史", "a state without a history"),
    Fault.INDEX: Label("索引与记录不符，请运行 ruhu reindex", "an index differs from the records: run `ruhu reindex`"),
}
"""What `ruhu fsck` finds."""
