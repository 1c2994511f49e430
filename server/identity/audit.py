"""The audit log: who read personal data unmasked, and who did what to people, devices and areas.

What people do to records is in the log of revisions. Here stands what leaves no revision behind, or what would be hard
to find in it. An entry is written in the transaction of what it tells about, is never changed, and holds ids instead of
personal data.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection

from schemas.label import Label
from server.store import audit
from server.store.audit import Chosen

CONSOLE: Final = "console"
"""The actor of what is done at the server's command line: whoever has an account on the machine."""


class Action(StrEnum):
    """What was done. The value never changes: entries hold it."""

    READ = "read"
    READ_UNMASKED = "read_unmasked"
    SEARCHED_BY_ID = "searched_by_id"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    USER_LOCKED = "user_locked"
    USER_UNLOCKED = "user_unlocked"
    PASSWORD_RESET = "password_reset"  # noqa: S105 -- an action, no password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- the same
    SESSION_REVOKED = "session_revoked"
    SESSION_ENDED = "session_ended"
    ASSIGNMENT_GIVEN = "assignment_given"
    ASSIGNMENT_ENDED = "assignment_ended"
    CODE_ISSUED = "code_issued"
    DEVICE_ENROLLED = "device_enrolled"
    DEVICE_CHANGED = "device_changed"
    DEVICE_REVOKED = "device_revoked"
    DEVICE_HANDED_OVER = "device_handed_over"
    QUARANTINE_RELEASED = "quarantine_released"
    PEOPLE_IMPORTED = "people_imported"
    HOUSEHOLDS_IMPORTED = "households_imported"
    HOUSEHOLDS_EXPORTED = "households_exported"
    POLICY_CHANGED = "policy_changed"
    BACKUP_MADE = "backup_made"


LABELS: Final[Mapping[Action, Label]] = {
    Action.READ: Label("审计人员查看", "read by an auditor"),
    Action.READ_UNMASKED: Label("查看未脱敏信息", "read unmasked data"),
    Action.SEARCHED_BY_ID: Label("按证件号码查询", "searched by identity number"),
    Action.USER_ADDED: Label("新增用户", "added a user"),
    Action.USER_CHANGED: Label("修改用户", "changed a user"),
    Action.USER_DISABLED: Label("停用用户", "disabled a user"),
    Action.USER_ENABLED: Label("启用用户", "enabled a user"),
    Action.USER_LOCKED: Label("账号锁定", "account locked"),
    Action.USER_UNLOCKED: Label("账号解锁", "account unlocked"),
    Action.PASSWORD_RESET: Label("重置密码", "reset a password"),
    Action.PASSWORD_CHANGED: Label("修改密码", "changed the password"),
    Action.SESSION_REVOKED: Label("会话作废", "session revoked"),
    Action.SESSION_ENDED: Label("退出登录", "session ended"),
    Action.ASSIGNMENT_GIVEN: Label("分配分工", "gave an assignment"),
    Action.ASSIGNMENT_ENDED: Label("结束分工", "ended an assignment"),
    Action.CODE_ISSUED: Label("发放登记码", "issued an enrolment code"),
    Action.DEVICE_ENROLLED: Label("设备登记", "enrolled a device"),
    Action.DEVICE_CHANGED: Label("修改设备", "changed a device"),
    Action.DEVICE_REVOKED: Label("吊销设备", "revoked a device"),
    Action.DEVICE_HANDED_OVER: Label("设备移交", "handed a device over"),
    Action.QUARANTINE_RELEASED: Label("放行隔离数据", "released from quarantine"),
    Action.PEOPLE_IMPORTED: Label("导入人员", "imported people"),
    Action.HOUSEHOLDS_IMPORTED: Label("导入农户", "imported households"),
    Action.HOUSEHOLDS_EXPORTED: Label("导出农户", "exported households"),
    Action.POLICY_CHANGED: Label("修改政策参数", "changed the policy"),
    Action.BACKUP_MADE: Label("备份", "made a backup"),
}
"""What each action is called."""


class Entry(NamedTuple):
    """One entry.

    Attributes:
        id: a new UUIDv7.
        time: unix ms.
        actor: a user's id, a device's id, or `CONSOLE`.
        area: where it was done; the server's own area where it concerns no other.
        subject: whom or what it was done to, as `<type>/<id>`.
        reason: what the actor gave as the reason, where one is asked for.
        facts: what else there is to know; ids and numbers, no personal data.
    """

    id: str
    time: int
    actor: str
    action: Action
    area: str
    subject: str
    reason: str | None = None
    facts: Mapping[str, object] = {}


def read(
    connection: Connection, scope: Collection[str], chosen: Chosen, *, before: str | None = None, rows: int
) -> list[Entry]:
    """Return at most `rows` entries within these area prefixes, the newest first, from behind the id `before` on."""
    found = audit.page(connection, scope, chosen, before=before, rows=rows)
    return [
        Entry(
            one.id,
            one.time,
            one.actor,
            Action(one.action),
            one.area,
            one.subject,
            one.reason,
            msgspec.json.decode(one.facts),
        )
        for one in found
    ]


def note(connection: Connection, entry: Entry) -> None:
    """Write an entry in this transaction."""
    facts = msgspec.json.encode(entry.facts, order="sorted").decode()
    audit.add(connection, **{**entry._asdict(), "action": entry.action.value, "facts": facts})
