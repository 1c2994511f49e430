"""`ruhu area …`: the list of administrative areas."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import track
from sqlalchemy import Connection

from schemas.area import level, parse_area
from server.cli.messages import Say
from server.cli.opening import both, console, fail, opened, say
from server.store import areas
from server.store.areas import save_areas

NEAREST: Final = 3
"""Areas that are named beside one that is not listed."""

app = typer.Typer(name="area", help="地区。 Administrative areas.", no_args_is_help=True)

JIAOZUO = Path(__file__).parents[2] / "data" / "areas" / "jiaozuo.csv"
BATCH = 500


@app.command("import")
def import_areas(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV：code,name,level,parent。 By default the areas of Jiaozuo.", exists=True, dir_okay=False
        ),
    ] = JIAOZUO,
) -> None:
    """导入地区名称，可重复执行。 Import the names of areas; again is harmless."""
    rows = list(_read(file))
    with opened() as services, services.replica.begin() as (tx, _):
        for start in track(range(0, len(rows), BATCH), both(Say.IMPORTING.label), console=console):
            save_areas(tx.connection, rows[start : start + BATCH])
    say(Say.AREAS_IMPORTED, count=len(rows))


def _read(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8-sig", newline="") as opened_file:
        for line, row in enumerate(csv.DictReader(opened_file), 2):
            try:
                code = parse_area(row["code"])
                yield {"code": code, "name": row["name"], "level": level(code), "parent": row["parent"] or None}
            except (KeyError, ValueError) as error:
                raise fail(Say.NOT_AN_AREA_LIST, file=file, line=line, fault=error) from None


def warn_of_unlisted(connection: Connection, codes: Iterable[str]) -> None:
    """Say which areas the list lacks, and which are near: it is dated, so they are taken all the same."""
    names = areas.names_of(connection)
    for code in codes:
        if names and code not in names:
            near = areas.nearest(connection, code, NEAREST)
            say(Say.UNLISTED, "yellow", area=code, nearest="，".join(f"{one} {name}" for one, name in near))
