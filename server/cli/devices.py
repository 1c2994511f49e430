"""`ruhu device …`: the tablets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from server.cli.messages import Say
from server.cli.opening import both, console, fail, opened, say
from server.identity import devices, users
from server.identity.devices import Code
from server.replica import Work
from server.services import Services

app = typer.Typer(name="device", help="平板。 Tablets.", no_args_is_help=True)

TABLET_ROLES = frozenset({"collector", "township"})
"""Who works with a tablet."""

HOUR_MS = 3_600_000


@app.command("enrol")
def enrol(
    actor: Annotated[
        list[str] | None, typer.Option(help="使用人的登录名；重复则合用一台。 A user name; several share one tablet.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="给该地区每人一个登记码。 A code for everybody who works in this area.")
    ] = None,
) -> None:
    """签发一次性登记码。 Issue one-time codes, by which tablets are enrolled."""
    if (actor is None) == (area is None):
        raise fail(Say.WHO_OR_WHERE)
    with opened() as services, services.replica.begin() as work:
        if area is not None:
            tablets = _people_of(work, area, services.clock())
        else:
            tablets = [[users.named(work.tx.connection, one).id for one in actor or ()]]
        codes = [_issue(services, work, people) for people in tablets]
        names = users.of(work.tx.connection, [one for people in tablets for one in people])
    if not codes:
        raise fail(Say.NOBODY_THERE, area=area)
    _show([([names[one].username for one in people], code) for people, code in zip(tablets, codes, strict=True)])


@app.command("revoke")
def revoke(device: Annotated[str, typer.Argument(help="设备编号。 The device's id.")]) -> None:
    """停用丢失的平板；它再送来的数据留待核准。 Revoke a lost tablet; what it still brings waits for approval."""
    with opened() as services, services.replica.begin() as (tx, node):
        found = node.directory.device(device)
        if found is None or found.kind != "tablet":
            raise fail(Say.UNKNOWN_DEVICE, device=device)
        devices.revoke(tx, node, found, services.clock())
    say(Say.DEVICE_REVOKED, device=device)


def _people_of(work: Work, area: str, now: int) -> list[list[str]]:
    """Return, each alone, the users who work with a tablet in this area."""
    directory = work.node.directory
    people = directory.people_within(area, now)
    working = {
        one
        for one in people
        if any(held.role in TABLET_ROLES and held.holds(now) for held in directory.assignments(one))
    }
    return [[one] for one in users.of(work.tx.connection, working)]


def _issue(services: Services, work: Work, people: Sequence[str]) -> Code:
    valid_ms = services.settings.enrolment_hours * HOUR_MS
    return devices.issue_code(work.tx.connection, work.node.directory, people, now=services.clock(), valid_ms=valid_ms)


def _show(issued: Sequence[tuple[Sequence[str], Code]]) -> None:
    table = Table(title=both(Say.CODES.label))
    for column in (Say.PEOPLE, Say.CODE, Say.EXPIRES):
        table.add_column(both(column.label))
    for people, code in issued:
        until = datetime.fromtimestamp(code.expires_at / 1000).astimezone()
        table.add_row(" ".join(people), code.text, until.strftime("%Y-%m-%d %H:%M"))
    console.print(table)
