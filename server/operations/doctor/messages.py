"""What the doctor says, Chinese first with English beside it."""

from enum import Enum

from schemas.label import Label


class Said(Enum):
    """One sentence each; names in braces are filled in. The member's name, in lower case, is the finding's."""

    DISK = ("磁盘剩余 {free_gib} GiB（{folder}）", "{free_gib} GiB free on the disk of {folder}")
    INODES = ("文件数余量 {free_percent}%（{folder}）", "{free_percent} % of inodes free at {folder}")
    KEYS_PRIVATE = ("密钥文件只有所有者可读", "the key files are their owner's alone")
    KEYS_READABLE = (
        "其他用户可读密钥：{files}；请运行 chmod 600，并考虑更换",
        "others may read {files}: chmod 600, and consider new keys",
    )
    KEYS_MISSING = ("缺少密钥：{files}；请从备份恢复", "{files} are missing: restore them from a backup")
    DATA_PRIVATE = ("数据文件夹和数据库文件只有所有者可读", "the data folder and the database are their owner's alone")
    DATA_READABLE = (
        "其他用户可读：{places}；请对文件夹运行 chmod 700，对文件运行 chmod 600",
        "others may read {places}: chmod 700 the folder, chmod 600 the file",
    )
    SETTINGS = ("环境变量没有疑问", "no variable is in doubt")
    SETTINGS_UNKNOWN = ("不认识的环境变量：{names}；见 ruhu settings", "{names} are no settings: see ruhu settings")
    DATABASE_SILENT = ("数据库没有应答（{error}）", "the database does not answer ({error})")
    SCHEMA = ("数据库结构 {schema} 与本版本相符", "the schema is this version's, {schema}")
    SCHEMA_OTHER = (
        "数据库结构 {found}，本版本需要 {needed}；请运行 ruhu init",
        "the schema is {found}, this version needs {needed}: run ruhu init",
    )
    ENGINE = ("数据库 {engine} {version}，{size_mib} MiB", "{engine} {version}, {size_mib} MiB")
    WAL = ("SQLite 日志文件 {mib} MiB", "SQLite's write-ahead log has {mib} MiB")
    WAL_LONG = (
        "SQLite 日志文件 {mib} MiB，可能有长时间不结束的读取；请重启服务",
        "SQLite's write-ahead log has {mib} MiB: some reader never ends; restart the server",
    )
    CLOCK = ("时钟与数据库、与已收数据一致", "the clock agrees with the database and with what has arrived")
    CLOCK_APART = (
        "本机与数据库的时钟相差 {apart_s} 秒；请校时（NTP）",
        "the clocks of this machine and of the database are {apart_s} s apart: set them (NTP)",
    )
    CLOCK_BACK = (
        "最新数据的到达时间比现在晚 {ahead_s} 秒，时钟被拨慢；请校时（NTP）",
        "the last revision arrived {ahead_s} s from now: the clock was set back; set it (NTP)",
    )
    WORKER = ("待核查 {due} 户，最久等待 {minutes} 分钟", "{due} households wait, the longest for {minutes} minutes")
    WORKER_LATE = (
        "待核查 {due} 户，最久已等 {minutes} 分钟；请确认核查进程在运行（RUHU_VERIFICATION）",
        "{due} households wait, the longest for {minutes} minutes: is a worker running (RUHU_VERIFICATION)?",
    )
    WORKER_FAILED = (
        "{postponed} 户核查出错，稍后重试；原因见日志 household_not_verified",
        "rules failed on {postponed} households: see household_not_verified in the log",
    )
    QUARANTINE = ("没有待核准的隔离数据", "nothing waits in quarantine")
    QUARANTINE_WAITING = (
        "{revisions} 条隔离数据待核准；见 ruhu quarantine list",
        "{revisions} revisions wait in quarantine: see ruhu quarantine list",
    )
    PARKED = ("待补齐的数据 {revisions} 条", "{revisions} revisions wait for what they build on")
    PARKED_OLD = (
        "{revisions} 条数据缺少前文，最早已等 {days} 天；请让有关平板同步",
        "{revisions} revisions wait for what they build on, the first for {days} days: let the tablets sync",
    )
    TABLETS = ("{tablets} 台平板近 {days} 天都有联系", "all {tablets} tablets were heard of within {days} days")
    TABLETS_SILENT = (
        "{devices} 台平板超过 {days} 天没有联系；见 ruhu device list",
        "{devices} tablets were not heard of for {days} days: see ruhu device list",
    )
    BACKUP = ("最近一次备份在 {hours} 小时前", "the last backup is {hours} hours old")
    BACKUP_OLD = (
        "最近一次备份在 {hours} 小时前；请检查定时任务",
        "the last backup is {hours} hours old: look at the timer",
    )
    BACKUP_NONE = ("从未备份；见 ruhu backup", "there was never a backup: see ruhu backup")

    def __init__(self, zh: str, en: str) -> None:
        """Take both languages."""
        self.label = Label(zh, en)
