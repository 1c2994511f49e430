"""Who may give what to whom: people are managed by those responsible for where they work, and never from below.

The city's administrators manage everybody, a county's office its county, a township's office the villages and itself
(domain §4.1). Nobody gives more say than their own office has, nor outside of its area.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from schemas.area import covers
from schemas.capacity import ACTIVE, IN_OWN_NAME, Grant, capacities
from server.identity.errors import BeyondAuthority, Bound, EndNeeded, GrantRefused, PeriodRefused, RoleRefused
from sync.directory import ROLES, Assignment, Directory

_VILLAGE: Final = frozenset({"collector", "helper"}) | ACTIVE["collector"]
_TOWNSHIP: Final = _VILLAGE | {"township"}
_COUNTY: Final = _TOWNSHIP | {"supervisor", "county_office", "department"}

MAY_GIVE: Final[Mapping[str, frozenset[str]]] = {
    "township": _TOWNSHIP,
    "county_office": _COUNTY,
    "admin": frozenset(ROLES).union(IN_OWN_NAME, *ACTIVE.values()),
}
"""By the capacity of those responsible, the roles and finer roles that they may give, end, and manage people of."""

RESPONSIBLE: Final = tuple(MAY_GIVE)
"""The capacities in which people and tablets are managed."""

TIME_LIMITED: Final = frozenset({"auditor", "inspector"})
"""Finer roles that are given for a round, and end with it."""


class Post(NamedTuple):
    """What somebody is to be: a role with finer roles in an area, from when to when (unix ms; None: open)."""

    area: str
    role: str
    grants: tuple[str, ...]
    start: int
    end: int | None = None


def grants_of(role: str) -> frozenset[str]:
    """Return the finer roles that go with a role."""
    return ACTIVE.get(role, frozenset[Grant]()) | IN_OWN_NAME


def check_post(post: Post, now: int) -> None:
    """Accept what can be given at all.

    Raises:
        RoleRefused: there is no such role.
        GrantRefused: a finer role does not go with the role.
        EndNeeded: a finer role is given for a limited time only.
        PeriodRefused: the end does not come after the beginning, or is past.
    """
    if post.role not in ROLES:
        raise RoleRefused(post.role)
    misplaced = set(post.grants) - grants_of(post.role)
    if misplaced:
        raise GrantRefused(post.role, misplaced)
    if post.end is None and TIME_LIMITED & set(post.grants):
        raise EndNeeded
    if post.end is not None and post.end <= max(post.start, now):
        bound = Bound.START if post.start > now else Bound.NOW
        raise PeriodRefused("end", bound, max(post.start, now))


def check_giving(held: Collection[str], post: Post) -> None:
    """Accept who gives this, acting in one of these capacities in its area.

    Raises:
        BeyondAuthority: it has more say than they may give.
    """
    _check(held, capacities(post.role, post.grants, post.area) | {post.role})


def check_ending(held: Collection[str], assignment: Assignment) -> None:
    """Accept who ends this, acting in one of these capacities in its area.

    Raises:
        BeyondAuthority: it has more say than they may take away.
    """
    _check(held, assignment.capacities | {assignment.role})


def posts_of(directory: Directory, user: str, now: int) -> list[Assignment]:
    """Return the assignments by which a user belongs somewhere: those not over yet, else all that there were."""
    known = directory.assignments(user)
    return [one for one in known if one.end is None or one.end > now] or known


def belongs(directory: Directory, user: str, areas: Collection[str], now: int) -> bool:
    """Whether a user works, or worked last, in one of these areas."""
    return any(covers(area, one.area) for one in posts_of(directory, user, now) for area in areas)


def _check(held: Collection[str], given: Collection[str]) -> None:
    beyond = set(given).difference(*(MAY_GIVE.get(one, frozenset()) for one in held))
    if beyond:
        raise BeyondAuthority(beyond)
