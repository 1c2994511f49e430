"""`ruhu quarantine …`: what revoked or moved devices still brought, and its release."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from schemas import REGISTRY
from schemas.day import shown_time
from server.cli.messages import Say
from server.cli.opening import both, console, fail, opened, say
from server.identity import users
from server.identity.audit import CONSOLE
from server.identity.users import User
from server.review import quarantine
from server.review.quarantine import Releasing
from server.services import Services
from server.store.log import LogTransaction
from sync.explanations import EXPLANATIONS
from sync.revision import RecordKey, Revision
from sync.storage import Waiting

app = typer.Typer(name="quarantine", help="隔离数据。 What waits for approval.", no_args_is_help=True)

_PAGE = 1000
_COLUMNS = (
    Say.AREA,
    Say.REVISION,
    Say.RECORD,
    Say.FIELDS,
    Say.AUTHOR,
    Say.VISIT,
    Say.DEVICE,
    Say.ARRIVED,
    Say.WHY,
)


@app.command("list")
def listing(
    area: Annotated[str | None, typer.Argument(help="地区代码；不填则为全部。 An area code; all without it.")] = None,
) -> None:
    """列出待核准的版本。 List the revisions that wait for approval."""
    with opened() as services:
        found = _all(services, area or "")
        with services.replica.reading() as (tx, _):
            names = users.of(tx.connection, {one.revision.actor for one in found})
            about = {one.revision.id: _about(tx, one.revision) for one in found}
    table = Table(title=both(Say.QUARANTINE.label))
    for column in _COLUMNS:
        table.add_column(both(column.label), overflow="fold")
    for one in found:
        revision = one.revision
        author = names[revision.actor].name if revision.actor in names else revision.actor
        table.add_row(
            revision.area,
            revision.id,
            escape(about[revision.id]),
            escape(_fields(revision)),
            author,
            revision.visit,
            revision.device,
            shown_time(one.arrival),
            both(EXPLANATIONS[one.reason].problem),
        )
    console.print(table)


@app.command("release")
def release(
    area: Annotated[str, typer.Argument(help="地区代码。 The area's code.")],
    reason: Annotated[str, typer.Option(help="放行原因，记入审计日志。 Why; it goes into the audit log.")],
    revision: Annotated[
        list[str] | None,
        typer.Option(
            help="版本编号或其开头，可重复；不填则为全部。 Revisions, or how they begin; all of the area without it."
        ),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option(help="只放行此人（登录名、姓名或编号）填写的。 Only theirs: user name, name or id."),
    ] = None,
    visit: Annotated[
        str | None,
        typer.Option(help="只放行这次入户（编号或其开头）的。 Only of this visit: its id or its beginning."),
    ] = None,
) -> None:
    """放行：按正常流程接收。 Let revisions in, by the path that all take."""
    with opened() as services:
        held = [one.revision for one in _all(services, area) if one.revision.area == area]
        named = held if revision is None else [_named(held, begins) for begins in revision]
        with services.replica.reading() as (tx, _):
            people = users.of(tx.connection, {one.actor for one in named})
        ids = [
            one.id
            for one in named
            if (visit is None or (one.visit or "").startswith(visit))
            and (author is None or author in _called(one.actor, people.get(one.actor)))
        ]
        if not ids:
            raise fail(Say.NOTHING_HELD, area=area)
        releasing = Releasing(CONSOLE, services.clock(), reason, services.new_id())
        with services.replica.begin() as (tx, node):
            outcomes = quarantine.release(tx, node, area, ids, releasing)
    entered = [one for one in outcomes if one.number is not None]
    say(Say.RELEASED, count=len(entered), left=len(outcomes) - len(entered))


def _named(held: Sequence[Revision], begins: str) -> Revision:
    """Return the one revision whose id begins like this; end the command where there is none, or are several."""
    found = [one for one in held if one.id.startswith(begins)]
    if len(found) != 1:
        raise fail(Say.NOT_ONE_REVISION, begins=begins, count=len(found))
    return found[0]


def _called(actor: str, user: User | None) -> set[str]:
    """Return by what an author may be named."""
    return {actor} if user is None else {actor, user.username, user.name}


def _about(tx: LogTransaction, revision: Revision) -> str:
    """Return the record type, and the number or name of the household or person, where there is one."""
    kind = REGISTRY.type(revision.type)
    label = both(kind.label) if kind is not None else revision.type
    values = _values(tx, revision.area, revision.key) | dict(revision.set)
    household = values.get("household")
    if "household_no" not in values and isinstance(household, str):
        values = _values(tx, revision.area, RecordKey("household", household)) | values
    return " ".join([label, *(str(values[one]) for one in ("household_no", "name") if values.get(one))])


def _values(tx: LogTransaction, area: str, key: RecordKey) -> dict[str, Any]:
    state = tx.state(area, key)
    return {} if state is None else state.values()


def _fields(revision: Revision) -> str:
    """Return what a revision sets, by label; the values are not for a console."""
    fields = [REGISTRY.field(revision.type, path) for path in revision.set]
    names = [path if field is None else field.label.zh for path, field in zip(revision.set, fields, strict=True)]
    deletes = [] if revision.deleted is None else [both(Say.DELETION.label)]
    return "、".join([*dict.fromkeys(names), *deletes])


def _all(services: Services, area: str) -> list[Waiting]:
    """Return everything in quarantine within a prefix, page by page."""
    found: list[Waiting] = []
    after = ("", "")
    while True:
        with services.replica.reading() as (tx, node):
            scope = (area,) if area else node.directory.scope(services.replica.signer.device, services.clock())
            page = tx.quarantined(scope, after, _PAGE)
        found.extend(page)
        if len(page) < _PAGE:
            return found
        after = (page[-1].revision.area, page[-1].revision.id)
