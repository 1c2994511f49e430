"""`ruhu people …`: those who work, all at once from a sheet."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from schemas.day import shown_time
from server.cli.faults import show_faults
from server.cli.messages import Say
from server.cli.opening import acting, both, console, fail, opened, say
from server.exchange import people_import
from server.exchange.faults import Faults
from server.exchange.people_import import Imported, Plan
from server.exchange.sheet_files import Encoding
from server.identity import devices, enrolment_sheet, people, users
from server.identity.enrolment_sheet import Card
from server.services import Services

app = typer.Typer(name="people", help="批量导入人员。 People from a sheet.", no_args_is_help=True)

HOUR_MS = 3_600_000


@app.callback()
def group() -> None:
    """Keep `import` a command of the group, though it is the only one."""


@app.command("import")
def import_people(
    file: Annotated[
        Path, typer.Argument(help="人员分工表（.xlsx 或 .csv）：姓名、登录名、岗位、县、乡、村。 The sheet of people.")
    ],
    *,
    preview: Annotated[bool, typer.Option("--preview", help="只检查，不写入。 Check only, write nothing.")] = False,
    sheet: Annotated[
        Path | None,
        typer.Option(help="登记码二维码页（HTML），供打印。 QR codes for tablets, to print.", dir_okay=False),
    ] = None,
    server: Annotated[str, typer.Option(help="平板访问的地址。 At which address tablets reach the server.")] = "",
    encoding: Annotated[
        Encoding | None, typer.Option(help="CSV 的编码，默认自动识别。 Of a CSV file; found out by itself.")
    ] = None,
) -> None:
    """导入人员并签发登记码；有任何错误则全部不写入。 Import people: nothing while anything is wrong."""
    with opened() as services:
        url = server or services.settings.public_url
        if sheet is not None and not url:
            raise fail(Say.NO_SERVER_URL)
        faults, named = Faults(), None if encoding is None else encoding.value
        found = people_import.read(services.replica, file, faults, services.clock(), named)
        with services.replica.reading() if preview else services.replica.begin() as work:
            made = people_import.plan(work, found, faults, services.clock())
            if faults.count:
                show_faults(faults)
                raise typer.Exit(1)
            _show_plan(Say.WOULD_WRITE if preview else Say.WRITTEN, made)
            if preview:
                return
            done = people_import.store(*work, acting(services), made)
        cards = _issue(services, done, url)
        if sheet is not None:
            enrolment_sheet.write(sheet, cards)
            say(Say.SHEET_WRITTEN, file=sheet, count=len(cards))
        _show_codes(services, done, [] if sheet is not None else cards)


def _issue(services: Services, done: Imported, url: str) -> list[Card]:
    """Issue codes for those who are to work with a tablet and have none yet."""
    valid_ms = services.settings.enrolment_hours * HOUR_MS
    with services.replica.begin() as (tx, node):
        without = {user for user in done.users if not devices.of_actor(node.directory, user)}
        return enrolment_sheet.issue(
            tx, node, acting(services), "", server=url, valid_ms=valid_ms, managed=without.__contains__
        )


def _show_plan(title: Say, made: Plan) -> None:
    table = Table(title=both(title.label))
    for column in (Say.USERNAME, Say.NAME, Say.AREA, Say.ROLES, Say.STATE):
        table.add_column(both(column.label))
    for state, found in ((Say.CREATED, made.new), (Say.CHANGED, [person for _, person in made.more])):
        for person in found:
            for post in person.posts:
                table.add_row(person.username, person.name, post.area, " ".join(post.grants), both(state.label))
    console.print(table)
    say(Say.PEOPLE_COUNTED, new=len(made.new), more=len(made.more), unchanged=len(made.unchanged))


def _show_codes(services: Services, done: Imported, cards: list[Card]) -> None:
    """Show the codes of tablets, and those by which people without a tablet set their first password."""
    table = Table(title=both(Say.CODES.label))
    for column in (Say.USERNAME, Say.NAME, Say.CODE, Say.EXPIRES):
        table.add_column(both(column.label))
    for card in cards:
        table.add_row(card.user.username, card.user.name, card.code.text, shown_time(card.code.expires_at))
    with services.replica.begin() as (tx, node):
        at_desks = set(done.added) - devices.workers(node.directory, "", services.clock()).keys()
        for user in users.of(tx.connection, at_desks).values():
            code = people.reset_password(tx, node, acting(services), user.id)
            until = f"{shown_time(code.expires_at)} {both(Say.FOR_PASSWORD.label)}"
            table.add_row(user.username, user.name, code.text, until)
    if table.row_count:
        console.print(table)
