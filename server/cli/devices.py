"""`ruhu device …`: the tablets."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from schemas.day import moment_of, shown_time
from server.cli.messages import Say
from server.cli.opening import acting, both, console, fail, opened, say
from server.identity import devices, enrolment_sheet, people, users
from server.identity.codes import Code
from server.identity.devices import Change, Tablet
from server.replica import Work
from server.services import Services

app = typer.Typer(name="device", help="平板。 Tablets.", no_args_is_help=True)

HOUR_MS = 3_600_000

_PAGE = 1000

DeviceId = Annotated[str, typer.Argument(help="设备编号。 The device's id.")]
ValidTo = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="平板有效期至（该日零时，北京时间）。 Until this day begins in China."),
]


@app.command("enrol")
def enrol(
    actor: Annotated[
        list[str] | None, typer.Option(help="使用人的登录名；重复则合用一台。 A user name; several share one tablet.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="给该地区每人一个登记码。 A code for everybody who works in this area.")
    ] = None,
    valid_to: ValidTo = None,
) -> None:
    """签发一次性登记码。 Issue one-time codes, by which tablets are enrolled."""
    if (actor is None) == (area is None):
        raise fail(Say.WHO_OR_WHERE)
    with opened() as services, services.replica.begin() as work:
        if area is not None:
            tablets = [[one] for one in devices.workers(work.node.directory, area, services.clock())]
        else:
            tablets = [[users.named(work.tx.connection, one).id for one in actor or ()]]
        codes = [_issue(services, work, actors, valid_to) for actors in tablets]
        names = users.of(work.tx.connection, [one for actors in tablets for one in actors])
    if not codes:
        raise fail(Say.NOBODY_THERE, area=area)
    _show_codes([([names[one].username for one in actors], code) for actors, code in zip(tablets, codes, strict=True)])


@app.command("sheet")
def sheet(
    area: Annotated[str, typer.Argument(help="地区代码。 An area code.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="HTML 文件。 An HTML file.", dir_okay=False)],
    server: Annotated[str, typer.Option(help="平板访问的地址。 At which address tablets reach the server.")] = "",
) -> None:
    """签发登记码并制成可打印的二维码页。 Issue codes for everybody who works in an area, as sheets to print."""
    with opened() as services:
        url = server or services.settings.public_url
        if not url:
            raise fail(Say.NO_SERVER_URL)
        valid_ms = services.settings.enrolment_hours * HOUR_MS
        with services.replica.begin() as (tx, node):
            cards = enrolment_sheet.issue(tx, node, acting(services), area, server=url, valid_ms=valid_ms)
        if not cards:
            raise fail(Say.NOBODY_THERE, area=area)
        enrolment_sheet.write(out, cards)
    say(Say.SHEET_WRITTEN, file=out, count=len(cards))


@app.command("list")
def listing(area: Annotated[str, typer.Argument(help="地区代码。 An area code.")] = "") -> None:
    """列出平板及最近联系时间。 List the tablets, who works with them, and when they were last heard of."""
    table = Table(title=both(Say.DEVICES.label))
    for column in (Say.DEVICE, Say.NAME, Say.AREA, Say.PEOPLE, Say.STATE, Say.LAST_CONTACT):
        table.add_column(both(column.label), overflow="fold", no_wrap=column is Say.DEVICE)
    with opened() as services, services.replica.reading() as (tx, node):
        now, after = services.clock(), ""
        while page := devices.within(node.directory, [area], after=after, limit=_PAGE):
            for one in devices.described(tx, page):
                working = devices.working(node.directory, one.device, now)
                names = " ".join(user.name for user in users.of(tx.connection, working).values())
                heard = Say.NEVER.label.zh if one.last_contact is None else shown_time(one.last_contact)
                state = both(_state(one, now).label)
                table.add_row(one.device.id, one.label or "", one.device.area, names, state, heard)
            after = page[-1].id
    console.print(table)


@app.command("change")
def change(
    device: DeviceId,
    actor: Annotated[
        list[str] | None, typer.Option(help="全部使用人的登录名。 The user names of all its people.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="平板名称。 Its name for people.")] = None,
    valid_to: ValidTo = None,
) -> None:
    """修改使用人、名称或有效期。 Change who works with a tablet, its name, or until when it is valid."""
    with opened() as services, services.replica.begin() as (tx, node):
        found = devices.found(node.directory, device)
        actors = None if actor is None else [users.named(tx.connection, one).id for one in actor]
        until = None if valid_to is None else moment_of(valid_to)
        people.change_device(tx, node, acting(services), found, Change(actors, label, until))
    say(Say.DEVICE_CHANGED, device=device)


@app.command("revoke")
def revoke(
    device: DeviceId,
    reason: Annotated[str | None, typer.Option(help="原因，记入审计日志。 Why; it goes into the audit log.")] = None,
) -> None:
    """停用丢失的平板；它再送来的数据留待核准。 Revoke a lost tablet; what it still brings waits for approval."""
    with opened() as services, services.replica.begin() as (tx, node):
        people.revoke_device(tx, node, acting(services, reason), devices.found(node.directory, device))
    say(Say.DEVICE_REVOKED, device=device)


def _issue(services: Services, work: Work, actors: Sequence[str], valid_to: datetime | None) -> Code:
    valid_ms = services.settings.enrolment_hours * HOUR_MS
    until = None if valid_to is None else moment_of(valid_to)
    return people.issue_code(work.tx, work.node, acting(services), actors, valid_ms=valid_ms, valid_to=until)


def _state(tablet: Tablet, now: int) -> Say:
    device = tablet.device
    if device.revoked_at is not None:
        return Say.REVOKED
    return Say.EXPIRED if device.valid_to is not None and device.valid_to <= now else Say.VALID


def _show_codes(issued: Sequence[tuple[Sequence[str], Code]]) -> None:
    table = Table(title=both(Say.CODES.label))
    for column in (Say.PEOPLE, Say.CODE, Say.EXPIRES):
        table.add_column(both(column.label))
    for names, code in issued:
        table.add_row(" ".join(names), code.text, shown_time(code.expires_at))
    console.print(table)
