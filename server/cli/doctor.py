"""`ruhu doctor`: whether everything is well, and what to do where it is not."""

import json
import os
from typing import Annotated

import typer
from rich.table import Table

from server.cli.messages import Say
from server.cli.opening import console, fail, opening
from server.config import Settings
from server.identity.keys import KEY_FILE
from server.operations.doctor import Finding, Severity, examine
from server.operations.limits import SILENT_DAYS

_SHOWN = {Severity.FINE: ("✓", "green"), Severity.WARNING: ("!", "yellow"), Severity.FAILURE: ("✗", "red")}


def doctor(
    silent_days: Annotated[
        int, typer.Option(min=1, help="多少天没有联系的平板要提示。 After how many days a silent tablet is told of.")
    ] = SILENT_DAYS,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。 Print JSON.")] = False,
) -> None:
    """体检，不作改动；退出码 0 正常、1 提示、2 故障。 Look for what is wrong; status 1 on warnings, 2 on failures."""
    settings = Settings()
    if not (settings.data_dir / KEY_FILE).exists():
        raise fail(Say.NOT_INSTALLED, folder=settings.data_dir.absolute())
    with opening(settings) as services:
        found = list(examine(services, os.environ, silent_days))
    if as_json:
        typer.echo(json.dumps([_machine_readable(one) for one in found], ensure_ascii=False, indent=2))
    else:
        _show(found)
    raise typer.Exit(max(one.severity for one in found))


def _show(found: list[Finding]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for one in found:
        sign, colour = _SHOWN[one.severity]
        table.add_row(sign, f"{one.said.zh}\n{one.said.en}", style=colour)
    console.print(table, markup=False, highlight=False)


def _machine_readable(one: Finding) -> dict[str, object]:
    return {
        "name": one.name,
        "severity": one.severity.name.lower(),
        "zh": one.said.zh,
        "en": one.said.en,
        "facts": one.facts,
    }
