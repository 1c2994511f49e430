"""`ruhu quarantine …`: what revoked or moved devices still brought, and its release."""

from typing import Annotated

import typer
from rich.table import Table

from schemas.day import shown_time
from server.cli.messages import Say
from server.cli.opening import both, console, opened, say
from server.identity import users
from server.identity.audit import CONSOLE
from server.review import quarantine
from server.review.quarantine import Releasing
from server.services import Services
from sync.explanations import EXPLANATIONS
from sync.storage import Waiting

app = typer.Typer(name="quarantine", help="隔离数据。 What waits for approval.", no_args_is_help=True)

_PAGE = 1000


@app.command("list")
def listing(
    area: Annotated[str | None, typer.Argument(help="地区代码；不填则为全部。 An area code; all without it.")] = None,
) -> None:
    """列出待核准的版本。 List the revisions that wait for approval."""
    with opened() as services:
        found = _all(services, area or "")
        with services.replica.reading() as (tx, _):
            names = users.of(tx.connection, {one.revision.actor for one in found})
    table = Table(title=both(Say.QUARANTINE.label))
    for column in (Say.AREA, Say.REVISION, Say.RECORD, Say.AUTHOR, Say.DEVICE, Say.ARRIVED, Say.WHY):
        table.add_column(both(column.label), overflow="fold")
    for one in found:
        revision = one.revision
        author = names[revision.actor].name if revision.actor in names else revision.actor
        why = both(EXPLANATIONS[one.reason].problem)
        table.add_row(revision.area, revision.id, revision.type, author, revision.device, shown_time(one.arrival), why)
    console.print(table)


@app.command("release")
def release(
    area: Annotated[str, typer.Argument(help="地区代码。 The area's code.")],
    reason: Annotated[str, typer.Option(help="放行原因，记入审计日志。 Why; it goes into the audit log.")],
    revision: Annotated[
        list[str] | None, typer.Option(help="版本编号，可重复；不填则为全部。 Revisions; all of the area without it.")
    ] = None,
) -> None:
    """放行：按正常流程接收。 Let revisions in, by the path that all take."""
    with opened() as services:
        ids = revision or [one.revision.id for one in _all(services, area) if one.revision.area == area]
        releasing = Releasing(CONSOLE, services.clock(), reason, services.new_id())
        with services.replica.begin() as (tx, node):
            outcomes = quarantine.release(tx, node, area, ids, releasing)
    entered = [one for one in outcomes if one.number is not None]
    say(Say.RELEASED, count=len(entered), left=len(outcomes) - len(entered))


def _all(services: Services, area: str) -> list[Waiting]:
    """Return everything in quarantine within a prefix, page by page."""
    found: list[Waiting] = []
    after = ("", "")
    while True:
        with services.replica.reading() as (tx, node):
            scope = (area,) if area else node.directory.scope(services.replica.signer.device, services.clock())
            page = quarantine.held(tx, scope, after=after, rows=_PAGE)
        found.extend(page)
        if len(page) < _PAGE:
            return found
        after = (page[-1].revision.area, page[-1].revision.id)
