"""What lists show of records: values as whoever asks may see them, and no number in full to anybody."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from schemas import flag_state
from server.api.masking import Sight
from server.api.record_views import conflicts
from server.replica import Work
from server.store import household_index, pages
from server.store.pages import Place
from sync.merge import State
from sync.revision import RecordKey


class ListedRecord(BaseModel):
    """A record in a list."""

    area: str
    type: str
    record: str
    deleted: bool
    conflicts: Annotated[list[str], Field(description="Fields on which somebody has to decide.")]
    values: Annotated[dict[str, Any], Field(description="The value shown of each field, numbers masked.")]


class ListedHousehold(ListedRecord):
    """A household in a list."""

    head_name: Annotated[str | None, Field(description="Null where no member is named as the head.")]
    flags: Annotated[dict[str, int], Field(description="How many flags are not settled, by severity.")]
    years: Annotated[list[int], Field(description="The years of which there is a record.")]


class ListedFlag(ListedRecord):
    """A flag in a list."""

    state: Annotated[str, Field(description="A code of the list `flag_state`.")]
    households: Annotated[list[str], Field(description="The households that it asks about.")]


class _Page(BaseModel):
    after: Annotated[str | None, Field(description="What to ask the next page with; null on the last one.")]


class RecordPage(_Page):
    """Some records of one type, by area and uuid."""

    records: list[ListedRecord]


class HouseholdPage(_Page):
    """Some households, by area and uuid."""

    households: list[ListedHousehold]


class MemberPage(_Page):
    """Some members, by area and uuid."""

    members: list[ListedRecord]


class FlagPage(_Page):
    """Some flags, by area and uuid."""

    flags: list[ListedFlag]


def next_page(places: list[Place], limit: int) -> str | None:
    """Return what to ask for the page after this one with, None where it is the last."""
    return "/".join(places[-1]) if len(places) == limit else None


def list_records(work: Work, record_type: str, places: list[Place], sight: Sight) -> list[ListedRecord]:
    """Return these records as a list shows them; what vanished between two statements has no state, and is left out."""
    return [ListedRecord(**_listed(*one, sight)) for one in _states(work, record_type, places)]


def list_households(work: Work, places: list[Place], sight: Sight) -> list[ListedHousehold]:
    """Return these households as a list shows them."""
    listed: list[ListedHousehold] = []
    by_area = pages.keys(places, "household")
    for area, keys in by_area.items():
        some = [key.record for key in keys]
        flags, years = (of(work.tx.connection, area, some) for of in (pages.flag_counts, pages.years))
        states = work.tx.states(area, keys)
        heads = {key: RecordKey("member", head) for key, state in states.items() if (head := _head(state)) is not None}
        members = work.tx.states(area, heads.values())
        for key in keys:
            head = members.get(heads[key]) if key in heads else None
            name = None if head is None else sight.value("member", "name", head.value("name"))
            more = {"head_name": name, "flags": flags[key.record], "years": years[key.record]}
            listed.append(ListedHousehold(**_listed(area, key, states[key], sight), **more))
    return listed


def list_flags(work: Work, places: list[Place], sight: Sight) -> list[ListedFlag]:
    """Return these flags as a list shows them."""
    listed: list[ListedFlag] = []
    for area, key, state in _states(work, "flag", places):
        subjects = state.value("subjects") or []
        more = {
            "state": flag_state(state.value("finding"), state.value("decision")),
            "households": sorted(household_index.households_of(work.tx.connection, area, subjects)),
        }
        listed.append(ListedFlag(**_listed(area, key, state, sight), **more))
    return listed


def _states(work: Work, record_type: str, places: list[Place]) -> list[tuple[str, RecordKey, State]]:
    found: list[tuple[str, RecordKey, State]] = []
    for area, keys in pages.keys(places, record_type).items():
        states = work.tx.states(area, keys)
        found += [(area, key, states[key]) for key in keys]
    return found


def _listed(area: str, key: RecordKey, state: State, sight: Sight) -> dict[str, Any]:
    return {
        "area": area,
        "type": key.type,
        "record": key.record,
        "deleted": state.deleted,
        "conflicts": conflicts(key, state),
        "values": sight.values(key.type, state.values()),
    }


def _head(household: State) -> str | None:
    head = household.value("head_member_id")
    return head if isinstance(head, str) else None
