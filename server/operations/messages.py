"""What operations say to people, Chinese first with English beside it."""

from collections.abc import Mapping
from typing import Final

from schemas.label import Label
from server.operations.errors import (
    BackupBroken,
    BackupRunning,
    BackupUnknown,
    OperationsError,
    RestoredOther,
    TargetInside,
    TargetNotEmpty,
)

REFUSALS: Final[Mapping[type[OperationsError], Label]] = {
    TargetInside: Label(
        "备份不能放在数据文件夹里，请另选磁盘", "a backup must not lie in the data folder; choose another disk"
    ),
    BackupRunning: Label("另一次备份正在进行", "another backup into this folder is running"),
    BackupBroken: Label("备份损坏或不完整，请用另一份", "the backup is damaged or incomplete; use another one"),
    BackupUnknown: Label("本版本不能恢复这份备份", "this version cannot restore this backup"),
    TargetNotEmpty: Label(
        "目标已有数据，恢复只写入空的数据文件夹和空数据库", "there is data; a backup is restored where there is none"
    ),
    RestoredOther: Label("恢复的内容与备份清单不符", "what was restored is not what the backup says"),
}
"""Why a backup or a restoration is refused."""

AFTER_RESTORING: Final = (
    Label(
        "旧服务器不得再启动：两台服务器密钥相同，数据会分叉",
        "never start the old server again: two servers under one key drift apart",
    ),
    Label("核验：ruhu fsck", "check it: ruhu fsck"),
    Label(
        "启动：ruhu serve；备份之后的数据由平板同步时自动补回",
        "start it: ruhu serve; what is newer than the backup comes back as the tablets sync",
    ),
    Label(
        "备份之后做过的停用用户、重置密码、停用平板、新登记平板须重做；人员重新登录，登记码重新签发",
        "since the backup: disable users, reset passwords, revoke and enrol tablets again; people sign in anew",
    ),
)
"""What is left to do, in order."""
