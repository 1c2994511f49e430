"""`GET /v1/audit`: who read personal data unmasked, and who did what to people, devices and areas."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from server.api.access import Asker, allow
from server.api.edge import EdgeOf
from server.api.moments import MOMENT, Moment, parse_moment
from server.api.openapi import SIGNED_IN, json_answer, refused_by
from server.api.places import AreaText
from server.api.problems import Problem
from server.api.record_views import Text
from server.identity import audit, users
from server.identity.audit import LABELS, Action, Entry
from server.services import Services
from server.store.audit import Chosen

router = APIRouter(prefix="/v1/audit", tags=["audit"])

READERS = ("admin", "auditor")
"""Who reads it; whose reads are in it does not."""


_REFUSED = (
    *SIGNED_IN,
    Problem.PERSON_NEEDED,
    Problem.NOT_PERMITTED,
    Problem.OUTSIDE_SCOPE,
    Problem.INVALID_REQUEST,
)


class AuditEntryView(BaseModel):
    """One entry."""

    id: str
    time: Annotated[int, Field(description="Unix ms.")]
    area: Annotated[str, Field(description="Where it was done; the server's own area where it concerns no other.")]
    actor: Annotated[str, Field(description="A user, a device, or `console` for the server's command line.")]
    actor_name: Annotated[str | None, Field(description="Null for what is no user of this server.")]
    action: Action
    label: Text
    subject: Annotated[str, Field(description="Whom or what it was done to: `<type>/<id>`.")]
    reason: str | None
    facts: dict[str, Any]


class AuditPage(BaseModel):
    """Some entries, the newest first."""

    entries: list[AuditEntryView]
    before: Annotated[str | None, Field(description="What to ask the next page with; null on the last one.")]


@router.get("", responses={200: json_answer("audit"), **refused_by(*_REFUSED)})
async def read_audit(
    edge: EdgeOf,
    asker: Annotated[Asker, allow(*READERS)],
    *,
    area: Annotated[AreaText | None, Query(description="An area prefix; all areas of the asker without it.")] = None,
    since: Annotated[Moment | None, Query(description=f"From then on. {MOMENT}")] = None,
    until: Annotated[Moment | None, Query(description=f"Before then. {MOMENT}")] = None,
    actor: Annotated[str | None, Query(pattern="^[!-~]{1,64}$")] = None,
    action: Annotated[Action | None, Query()] = None,
    subject: Annotated[str | None, Query(pattern="^[!-~]{1,200}$")] = None,
    before: Annotated[str | None, Query(pattern="^[0-9a-f-]{36}$", description="As the page before said.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPage:
    """List entries of the audit log."""
    begin, end = (None if one is None else parse_moment(one) for one in (since, until))
    chosen = Chosen(begin, end, actor, None if action is None else action.value, subject)
    return await edge.run(_page, edge.services, asker, area, chosen, before=before, limit=limit)


def _page(
    services: Services, asker: Asker, area: str | None, chosen: Chosen, *, before: str | None, limit: int
) -> AuditPage:
    with services.replica.reading() as (tx, node):
        if area is not None:
            asker.admit(node.directory, area)
        scope = asker.areas(node.directory) if area is None else (area,)
        found = audit.read(tx.connection, scope, chosen, before=before, rows=limit)
        people = users.of(tx.connection, {one.actor for one in found})
    names = {one.id: one.name for one in people.values()}
    return AuditPage(
        entries=[_view(one, names.get(one.actor)) for one in found],
        before=found[-1].id if len(found) == limit else None,
    )


def _view(entry: Entry, name: str | None) -> AuditEntryView:
    label = LABELS[entry.action]
    return AuditEntryView(
        id=entry.id,
        time=entry.time,
        area=entry.area,
        actor=entry.actor,
        actor_name=name,
        action=entry.action,
        label=Text(zh=label.zh, en=label.en),
        subject=entry.subject,
        reason=entry.reason,
        facts=dict(entry.facts),
    )
