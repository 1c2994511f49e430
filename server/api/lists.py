"""Lists by area, page by page, and search: by number, by name, by pinyin; by identity number only for a reason."""

from collections.abc import Callable
from typing import Annotated, Final, Literal, NamedTuple

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from schemas.codes.administration import FLAG_STATE, SEVERITY
from schemas.fields import Sensitivity
from server.api.access import SIGNED_IN as ANYBODY
from server.api.access import Asker, allow
from server.api.answers import JSON, answer
from server.api.edge import Edge, EdgeOf
from server.api.errors import NotPermitted
from server.api.list_views import (
    FlagPage,
    HouseholdPage,
    MemberPage,
    RecordPage,
    list_flags,
    list_households,
    list_records,
    next_page,
)
from server.api.masking import LEVELS, Level
from server.api.openapi import SIGNED_IN, json_answer, json_request, refused_by
from server.api.places import AreaText
from server.api.problems import Problem
from server.api.viewing import REASON, Viewer, viewer
from server.identity import audit
from server.identity.audit import Action, Entry
from server.reading import terms
from server.replica import Work
from server.review.conditions import SETTLED
from server.services import Services
from server.store import pages, search
from server.store.pages import FlagFilter, HouseholdFilter, Place
from sync.errors import OutsideScope

router = APIRouter(prefix="/v1", tags=["lists"])

MAX_ROWS: Final = 200
"""Of one page."""

UNSETTLED: Final = "unsettled"
"""Stands for every state of a flag in which something is still to be done."""

OPEN_STATES: Final = frozenset(FLAG_STATE.codes) - SETTLED

SEARCHERS: Final = tuple(
    sorted(one for one, row in LEVELS.items() if row[Sensitivity.IDENTITY] >= Level.ON_REASON and one != "helper")
)
"""Who may search by identity number: those who may see one."""

_LISTING = (*SIGNED_IN, Problem.OUTSIDE_SCOPE, Problem.NOT_PERMITTED, Problem.INVALID_REQUEST)

Code = Annotated[str | None, Query(pattern="^[0-9A-Za-z_]{1,40}$")]
Year = Annotated[int | None, Query(ge=1900, le=2100)]
Words = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=40,
        description="How a number or a name begins; of a name, the initials in pinyin or the syllables as well.",
    ),
]


class Asked(NamedTuple):
    """One page of a list: who asks, of which area, from where on, and how much."""

    request: Request
    edge: Edge
    asker: Asker
    area: str
    after: Place
    limit: int

    def answer(self, page: BaseModel) -> Response:
        """Return the answer that shows this page."""
        return answer(self.request, page.model_dump_json().encode(), JSON)


async def _asked(
    request: Request,
    edge: EdgeOf,
    asker: Annotated[Asker, ANYBODY],
    *,
    area: Annotated[AreaText, Query(description="An area prefix: the area and all within it.")],
    after: Annotated[
        str,
        Query(pattern="^([0-9]{4,12}/[0-9a-f-]{36})?$", description="As the page before said; empty for the first."),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_ROWS)] = 50,
) -> Asked:
    behind, _, record = after.partition("/")
    return Asked(request, edge, asker, area, Place(behind, record), limit)


@router.get(
    "/households",
    response_model=HouseholdPage,
    responses={200: json_answer("list_households"), **refused_by(*_LISTING)},
)
async def read_households(
    asked: Annotated[Asked, Depends(_asked)],
    *,
    q: Words = None,
    poverty_status: Code = None,
    household_attr: Code = None,
    flagged: Annotated[
        Literal["any", "E", "W", "I"] | None, Query(description="With a flag of this severity that is not settled.")
    ] = None,
    year: Annotated[Year, Query(description="With a record of this year.")] = None,
) -> Response:
    """List households that are not deleted: all, or those found by a number or a name of theirs or of a member."""
    severities = None if flagged is None else SEVERITY.codes if flagged == "any" else (flagged,)
    begins = None if q is None else terms.asked(q)
    chosen = HouseholdFilter(poverty_status, household_attr, severities, year, begins)
    return await asked.edge.run(_households, asked, chosen)


@router.get(
    "/members", response_model=MemberPage, responses={200: json_answer("list_members"), **refused_by(*_LISTING)}
)
async def read_members(asked: Annotated[Asked, Depends(_asked)], q: Words = None) -> Response:
    """List members that are not deleted: all, or those found by their number or name."""
    return await asked.edge.run(_members, asked, None if q is None else terms.asked(q))


@router.get("/flags", response_model=FlagPage, responses={200: json_answer("list_flags"), **refused_by(*_LISTING)})
async def read_flags(
    asked: Annotated[Asked, Depends(_asked)],
    *,
    rule: Code = None,
    severity: Annotated[Literal["E", "W", "I"] | None, Query()] = None,
    year: Year = None,
    state: Annotated[
        Code, Query(description=f"A code of the list `flag_state`, or `{UNSETTLED}` for all that are to be dealt with.")
    ] = None,
) -> Response:
    """List flags that are not deleted."""
    states = None if state is None else OPEN_STATES if state == UNSETTLED else (state,)
    return await asked.edge.run(_flags, asked, FlagFilter(rule, severity, year, states))


@router.get(
    "/records", response_model=RecordPage, responses={200: json_answer("list_records"), **refused_by(*_LISTING)}
)
async def read_records(
    asked: Annotated[Asked, Depends(_asked)],
    record_type: Annotated[str, Query(alias="type", pattern="^[a-z][a-z_]{0,39}$", description="A record type.")],
    *,
    deleted: Annotated[bool, Query(description="Those that are deleted instead.")] = False,
) -> Response:
    """List records of any one type: visits, for instance, which come in the order in which they were begun."""
    return await asked.edge.run(_records, asked, record_type, deleted=deleted)


class IdSearch(BaseModel):
    """Whom to look for, where, and why."""

    model_config = ConfigDict(extra="forbid")

    area: Annotated[AreaText, Field(description="An area prefix.")]
    id_number: Annotated[
        str,
        Field(
            min_length=15,
            max_length=30,
            pattern=r"^[^\x00-\x1f\x7f]+$",
            description="Of an identity card or a disability certificate, in full.",
        ),
    ]
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=REASON, description="Goes into the audit log.")]


@router.post(
    "/members/by-id-number",
    openapi_extra=json_request("id_search"),
    responses={200: json_answer("id_search"), **refused_by(*_LISTING, Problem.PERSON_NEEDED)},
)
async def search_by_id_number(edge: EdgeOf, asker: Annotated[Asker, allow(*SEARCHERS)], asked: IdSearch) -> MemberPage:
    """Find a person by identity number. A body, not an address: addresses are written into the logs of proxies."""
    return await edge.run(_search_by_id, edge.services, asker, asked)


def _households(asked: Asked, chosen: HouseholdFilter) -> Response:
    def page(work: Work, who: Viewer) -> BaseModel:
        places = pages.households(
            work.tx.connection, asked.area, chosen._replace(only=who.households), after=asked.after, rows=asked.limit
        )
        listed = list_households(work, places, who.sight)
        return HouseholdPage(households=listed, after=next_page(places, asked.limit))

    return _listed(asked, "household", page, for_helpers=True)


def _members(asked: Asked, begins: list[terms.Term] | None) -> Response:
    def page(work: Work, who: Viewer) -> BaseModel:
        connection, area, after, limit = work.tx.connection, asked.area, asked.after, asked.limit
        if begins is None:
            places = pages.records(connection, area, "member", after=after, rows=limit)
        else:
            places = pages.members(connection, area, begins, after=after, rows=limit)
        return MemberPage(members=list_records(work, "member", places, who.sight), after=next_page(places, limit))

    return _listed(asked, "member", page)


def _flags(asked: Asked, chosen: FlagFilter) -> Response:
    def page(work: Work, who: Viewer) -> BaseModel:
        places = pages.flags(work.tx.connection, asked.area, chosen, after=asked.after, rows=asked.limit)
        return FlagPage(flags=list_flags(work, places, who.sight), after=next_page(places, asked.limit))

    return _listed(asked, "flag", page)


def _records(asked: Asked, record_type: str, *, deleted: bool) -> Response:
    def page(work: Work, who: Viewer) -> BaseModel:
        places = pages.records(
            work.tx.connection, asked.area, record_type, after=asked.after, rows=asked.limit, deleted=deleted
        )
        listed = list_records(work, record_type, places, who.sight)
        return RecordPage(records=listed, after=next_page(places, asked.limit))

    return _listed(asked, record_type, page)


def _listed(
    asked: Asked, record_type: str, page: Callable[[Work, Viewer], BaseModel], *, for_helpers: bool = False
) -> Response:
    services = asked.edge.services
    with services.replica.reading() as work:
        who = _admit(work, asked.asker, asked.area)
        if who.households is not None and not for_helpers:
            raise NotPermitted(asked.area, LEVELS.keys() - {"helper"})
        found = page(work, who)
    who.note(services, f"{record_type}/", revealed=False)
    return asked.answer(found)


def _search_by_id(services: Services, asker: Asker, asked: IdSearch) -> MemberPage:
    with services.replica.begin() as work:
        asker.admit(work.node.directory, asked.area)
        who = _admit(work, asker, asked.area)
        found = search.exactly(work.tx.connection, asked.area, *terms.id_term(asked.id_number), MAX_ROWS)
        places = [Place(area, key.record) for area, key in found]
        facts = {"found": ["/".join(one) for one in places]}
        entry = Entry(
            services.new_id(), asker.now, asker.caller.id, Action.SEARCHED_BY_ID, asked.area, "member/", asked.reason
        )
        audit.note(work.tx.connection, entry._replace(facts=facts))
        return MemberPage(members=list_records(work, "member", places, who.sight), after=None)


def _admit(work: Work, asker: Asker, area: str) -> Viewer:
    """Return who looks at a list of an area, with a sight for lists.

    Raises:
        OutsideScope: nothing of the area is for them to see.
    """
    who = viewer(work, asker, area)
    if who is None:
        raise OutsideScope(area)
    return who._replace(sight=who.sight.in_lists())
