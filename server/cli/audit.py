"""`ruhu audit …`: who read personal data unmasked, and who did what to people, devices and areas."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from schemas.day import local_time, moment_of
from server.cli.messages import Say
from server.cli.opening import both, console, opened
from server.identity import audit, users
from server.identity.audit import LABELS, Action
from server.identity.errors import UnknownUser
from server.store.audit import Chosen

app = typer.Typer(name="audit", help="审计日志。 The audit log.", no_args_is_help=True)

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


@app.command("list")
def listing(
    area: Annotated[str | None, typer.Argument(help="地区代码；不填则为全部。 An area code; all without it.")] = None,
    *,
    since: Annotated[
        datetime | None, typer.Option(formats=_FORMATS, help="起（含），北京时间。 From then on, in China's time.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=_FORMATS, help="止（不含），北京时间。 Before then, in China's time.")
    ] = None,
    actor: Annotated[str | None, typer.Option(help="登录名，或编号。 A user name, or an id.")] = None,
    action: Annotated[Action | None, typer.Option(help="操作。 What was done.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多条数。 At most so many.")] = 100,
) -> None:
    """列出审计日志，最新的在前。 List entries, the newest first."""
    with opened() as services, services.replica.reading() as (tx, node):
        scope = (area,) if area else node.directory.scope(services.replica.signer.device, services.clock())
        who = None if actor is None else _user(tx.connection, actor)
        chosen = Chosen(_ms(since), _ms(until), who, None if action is None else action.value)
        found = audit.read(tx.connection, scope, chosen, rows=limit)
        names = users.of(tx.connection, {one.actor for one in found})
    table = Table(title=both(Say.AUDIT_LOG.label))
    for column in (Say.TIME, Say.AREA, Say.WHO, Say.ACTION, Say.SUBJECT, Say.WHY):
        table.add_column(both(column.label), overflow="fold")
    for one in found:
        by = names[one.actor].name if one.actor in names else one.actor
        done = both(LABELS[one.action])
        table.add_row(f"{local_time(one.time):%Y-%m-%d %H:%M:%S}", one.area, by, done, one.subject, one.reason or "")
    console.print(table)


def _user(connection: Connection, named: str) -> str:
    """Return the id of the user of this name; what is no user's name is an id itself."""
    try:
        return users.named(connection, named).id
    except UnknownUser:
        return named


def _ms(named: datetime | None) -> int | None:
    return None if named is None else moment_of(named)
