"""Capacities: in what capacity somebody acts, as steps of workflows and the right to write name it.

A capacity is a class of the sync protocol, or one of the finer roles that an assignment grants (domain §4.1). A finer
role is active where it exercises the sync role that it comes with. Helpers, departments and auditors act in their own
name alone: an assignment that grants nothing else gives its sync role to nobody, so what any collector or supervisor
may write they may not.
"""

from collections.abc import Collection, Mapping
from typing import Final, Literal, TypeAlias, cast

from schemas.area import LEVELS

Role: TypeAlias = Literal["collector", "township", "supervisor", "admin", "relay", "server"]
"""The classes of the sync protocol; `server` is a machine that acts by itself."""

Grant: TypeAlias = Literal[
    "helper",
    "first_secretary",
    "team_member",
    "village_group",
    "village_head",
    "township",
    "county_office",
    "department",
    "city_office",
    "inspector",
    "auditor",
    "admin",
]
"""The finer roles; their labels are in the code list `grant`."""

Capacity: TypeAlias = Role | Grant

ACTIVE: Final[Mapping[str, frozenset[Grant]]] = {
    "collector": frozenset({"first_secretary", "team_member", "village_group", "village_head"}),
    "township": frozenset({"township"}),
    "supervisor": frozenset({"county_office", "city_office", "inspector"}),
    "admin": frozenset({"admin"}),
}
"""By sync role, the finer roles that exercise it. A relay carries what others wrote and writes nothing."""

IN_OWN_NAME: Final[frozenset[Grant]] = frozenset({"helper", "department", "auditor"})
"""The finer roles that come with any sync role and exercise none."""

OFFICES: Final[frozenset[Capacity]] = frozenset({"county_office", "city_office"})
"""Those above the townships who decide; an inspector asks and finds."""

SURVEYORS: Final[frozenset[Capacity]] = OFFICES.union({"collector", "township", "server"})
"""Who may write what is surveyed, unless its record type says otherwise; `server` for what is imported."""


def capacities(role: str, grants: Collection[str], area: str) -> frozenset[Capacity]:
    """Return in what capacities an assignment lets somebody act within its area; none where it lets them only read.

    Without grants it implies one by its role and level. A grant under a sync role that it does not exercise says
    nothing: so no village's assignment makes a county office.
    """
    named = frozenset(grants) or _implied(role, area)
    active = named & ACTIVE.get(role, frozenset())
    exercised = {role} if active else frozenset[str]()
    return cast("frozenset[Capacity]", active | (named & IN_OWN_NAME) | exercised)


def _implied(role: str, area: str) -> frozenset[str]:
    match role:
        case "collector":
            return frozenset({"team_member"})
        case "supervisor":
            return frozenset({"city_office" if LEVELS.get(len(area)) == "city" else "county_office"})
        case _:
            return ACTIVE.get(role, frozenset())
