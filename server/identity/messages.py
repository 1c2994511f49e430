"""What people read of a refused assignment or tablet besides its problem: by the wrong field, what is allowed."""

from collections.abc import Collection, Mapping
from typing import Final

from schemas.codes.administration import GRANT, ROLE
from schemas.codes.codelist import CodeList
from schemas.day import shown_time
from schemas.errors import NOT_IN_CODE_LIST, OUT_OF_RANGE
from schemas.label import Label
from server.identity import authority
from server.identity.errors import Bound, GrantRefused, PeriodRefused, RoleRefused
from sync.directory import ROLES

_BOUNDS: Final[Mapping[Bound, Label]] = {
    Bound.START: Label("开始时间", "the beginning"),
    Bound.NOW: Label("现在", "now"),
    Bound.CODE: Label("登记码的有效期", "the end of the code's validity"),
}


Fields = dict[str, dict[str, str]]
"""By field: `code`, `zh`, `en`."""


def of_role(error: RoleRefused) -> Fields:
    """Name the roles of people."""
    allowed = _listed(ROLE, ROLES)
    zh, en = f"没有角色 {error.role}；可用：{allowed.zh}", f"no role {error.role}; there are {allowed.en}"
    return _field("role", NOT_IN_CODE_LIST, zh, en)


def of_grants(error: GrantRefused) -> Fields:
    """Name the finer roles that go with the role."""
    named, role = ", ".join(error.grants), ROLE.codes[error.role].label
    allowed = _listed(GRANT, authority.grants_of(error.role))
    return _field(
        "grants",
        NOT_IN_CODE_LIST,
        f"{named} 不能与角色 {error.role}（{role.zh}）同给；可用：{allowed.zh}",
        f"{named} does not go with {error.role} ({role.en}); these do: {allowed.en}",
    )


def of_period(error: PeriodRefused) -> Fields:
    """Name what the end has to come after."""
    bound, when = _BOUNDS[error.bound], shown_time(error.after)
    zh, en = f"须晚于{bound.zh}（{when}）", f"to be later than {bound.en} ({when} in China)"
    return _field(error.field, OUT_OF_RANGE, zh, en)


def _field(name: str, code: str, zh: str, en: str) -> Fields:
    return {name: {"code": code, "zh": zh, "en": en}}


def _listed(codes: CodeList, allowed: Collection[str]) -> Label:
    found = [one for one in codes if one.value in allowed]
    return Label(
        "，".join(f"{one.value} {one.label.zh}" for one in found),
        ", ".join(f"{one.value} ({one.label.en})" for one in found),
    )
