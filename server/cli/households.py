"""`ruhu household …`: households in and out as sheets."""

import gc
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from schemas import REGISTRY
from schemas.area import parse_area
from schemas.label import Label
from server.cli.faults import show_faults
from server.cli.messages import Say
from server.cli.opening import both, console, fail, opened, say
from server.cli.running import COLLECT_AFTER
from server.exchange import exporting, importing
from server.exchange.exporting import Files
from server.exchange.importing import Import, Listing, Outcome, Overtaken, Sheets
from server.exchange.planning import Effect, Plan
from server.exchange.sheet_files import Encoding, Format
from server.exchange.village import TYPES
from server.identity import users
from server.identity.acting import Acting
from server.identity.audit import CONSOLE, Action
from server.services import Services
from sync.authoring import Author, Rejected

app = typer.Typer(name="household", help="农户的导入与导出。 Households as sheets.", no_args_is_help=True)

EFFECTS: Final = {Effect.CREATED: Say.CREATED, Effect.CHANGED: Say.CHANGED, Effect.UNCHANGED: Say.UNCHANGED}

_Year = Annotated[int | None, typer.Option(help="年度。 The year.", min=1900, max=2100)]


@app.command("import")
def import_households(
    households: Annotated[Path, typer.Argument(help="户表（.xlsx 或 .csv）。 The household sheet.")],
    persons: Annotated[Path, typer.Argument(help="人员表；可以是同一工作簿。 The person sheet; also in one workbook.")],
    *,
    year: _Year = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help="也覆盖他人在系统中更新过的值。 Also replace what others wrote on the server."
        ),
    ] = False,
    preview: Annotated[bool, typer.Option("--preview", help="只检查，不写入。 Check only, write nothing.")] = False,
    encoding: Annotated[
        Encoding | None, typer.Option(help="CSV 的编码，默认自动识别。 Of CSV files; found out by itself.")
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option("--as", help="以哪个用户的名义；默认为服务器。 In whose name; the server's by default."),
    ] = None,
) -> None:
    """导入户表和人员表；有任何错误则全部不写入，可重复执行。 Import both sheets: nothing while anything is wrong."""
    sheets = Sheets(households, persons, year, None if encoding is None else encoding.value, overwrite)
    with opened() as services, Progress(console=console, transient=True) as progress:
        author, acting = _author(services, actor)
        rows = progress.add_task(both(Say.READING_SHEETS.label), total=None)
        read = importing.read(services.replica, sheets, lambda: progress.advance(rows))
        progress.update(rows, total=1, completed=1)
        _remark(read)
        gc.freeze()  # what was read stays to the end: it is not looked through again and again
        gc.set_threshold(*COLLECT_AFTER)
        outcome = Outcome()
        plans = importing.preview(services.replica, read, author, services.new_id)
        _follow(progress, Say.COMPARING, len(read.villages), plans, outcome)
        if read.faults.count:
            show_faults(read.faults)
            raise typer.Exit(1)
        if preview:
            _show(Say.WOULD_WRITE, outcome)
            return
        outcome = Outcome()
        try:
            stored = importing.store(services.replica, read, author, acting)
            _follow(progress, Say.STORING, len(read.villages), stored, outcome)
        except Rejected as rejected:
            say(Say.STOPPED_AT, "red", village=rejected.draft.area, villages=outcome.villages)
            raise
        except Overtaken as overtaken:
            show_faults(read.faults)
            say(Say.STOPPED_AT, "red", village=overtaken.village, villages=outcome.villages)
            raise typer.Exit(1) from None
        _show(Say.WRITTEN, outcome)


@app.command("export")
def export_households(
    area: Annotated[str, typer.Argument(help="地区代码。 The area's code.")],
    *,
    year: Annotated[
        int | None, typer.Option(help="年度，默认各户最近一年。 The year; by default each household's latest.")
    ] = None,
    kind: Annotated[Format, typer.Option("--format", help="文件格式。 The kind of file.")] = Format.XLSX,
    encoding: Annotated[Encoding, typer.Option(help="CSV 的编码。 The encoding of CSV files.")] = Encoding.UTF_8,
    folder: Annotated[Path, typer.Option(help="写入的文件夹。 Where to write.", exists=True, file_okay=False)] = Path(),
) -> None:
    """导出户表和人员表（个人信息不脱敏，记入审计）。 Export both sheets, unmasked; the audit log says so."""
    try:
        parse_area(area)
    except ValueError:
        raise fail(Say.NOT_AN_AREA, area=area) from None
    files = Files(folder, kind, encoding)
    with opened() as services, Progress(console=console, transient=True) as progress:
        _note_export(services, area, year)
        task = progress.add_task(both(Say.EXPORTING.label), total=None)
        try:
            done = exporting.write(services.replica, area, year, files, lambda: progress.advance(task))
        except UnicodeEncodeError as error:
            character = error.object[error.start : error.end]
            raise fail(Say.NOT_IN_ENCODING, character=character, encoding=encoding.value) from None
    written = "  ".join(str(file) for file in done.files)
    say(Say.EXPORTED, households=done.households, persons=done.persons, files=written)


def _author(services: Services, username: str | None) -> tuple[Author, Acting]:
    """Return in whose name records are written, and in whose the audit log says that it was done."""
    server, now = services.replica.signer.device, services.clock()
    if username is None:
        return Author(server, server, now), Acting(CONSOLE, now, services.new_id)
    with services.replica.reading() as (tx, _):
        user = users.named(tx.connection, username)
    return Author(user.id, server, now), Acting(user.id, now, services.new_id)


def _note_export(services: Services, area: str, year: int | None) -> None:
    with services.replica.begin() as (tx, _):
        acting = Acting(CONSOLE, services.clock(), services.new_id)
        acting.note(tx.connection, Action.HOUSEHOLDS_EXPORTED, area, f"area/{area}", year=year)


def _follow(progress: Progress, what: Say, villages: int, plans: Iterable[Plan], outcome: Outcome) -> None:
    task = progress.add_task(both(what.label), total=villages)
    for plan in plans:
        outcome.add(plan)
        progress.advance(task)


def _remark(read: Import) -> None:
    for file, remarks in read.remarks.items():
        say(Say.FILE_READ, file=file.name, rows=remarks.rows, skipped=remarks.skipped)
        if remarks.sheets:
            say(Say.SHEETS_WITHOUT_HEADER, "yellow", file=file.name, sheets="、".join(remarks.sheets))
        if remarks.unknown:
            say(Say.COLUMNS_NOT_KEPT, "yellow", file=file.name, labels="、".join(remarks.unknown))


def _show(title: Say, outcome: Outcome) -> None:
    table = Table(title=both(title.label))
    table.add_column(both(Say.KIND.label))
    for heading in EFFECTS.values():
        table.add_column(both(heading.label), justify="right")
    for kind in TYPES:
        table.add_row(_name_of(kind), *(str(outcome.effects[kind, effect]) for effect in EFFECTS))
    console.print(table)
    _list(Say.REPLACED, outcome.replaced)
    _list(Say.LEFT, outcome.left)
    if outcome.left.count:
        say(Say.OVERWRITE, "yellow")


def _list(title: Say, listing: Listing) -> None:
    if not listing.count:
        return
    texts = (text.format(count=listing.count, shown=len(listing.kept)) for text in title.value)
    table = Table(title=both(Label(*texts)))
    for heading in (Say.FILE, Say.ROW, Say.KIND, Say.COLUMN, Say.ON_FILE, Say.IN_SHEET):
        table.add_column(both(heading.label), overflow="fold")
    for one in listing.kept:
        place = one.entry.place
        texts = (place.file, str(place.row), _name_of(one.kind), one.column, one.on_file, one.in_sheet)
        table.add_row(*(Text(text) for text in texts))
    console.print(table)


def _name_of(kind: str) -> str:
    known = REGISTRY.type(kind)
    return kind if known is None else both(known.label)
