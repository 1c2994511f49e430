"""`ruhu rules …`: what the verification asks, and of how much it could ask."""

from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from schemas.area import covers
from schemas.label import Label
from server.cli.messages import Say
from server.cli.opening import both, console, fail, opened
from server.cli.policy import present_policy
from server.verification import coverage
from server.verification.catalogue import BY_ID, CATALOGUE
from server.verification.engine import Coverage
from server.verification.wording import outline

app = typer.Typer(name="rules", help="核查规则。 The verification's rules.", no_args_is_help=True)


@app.command("list")
def list_rules() -> None:
    """列出全部规则。 List all rules."""
    table = Table()
    for column in (Say.RULE, Say.SCOPE, Say.SEVERITY, Say.MESSAGE):
        table.add_column(both(column.label), overflow="fold")
    for rule in CATALOGUE:
        table.add_row(rule.id, rule.scope, rule.severity, _lines(outline(rule.message)))
    console.print(table)


@app.command("show")
def show(rule: Annotated[str, typer.Argument(help="规则编号。 A rule's id.")]) -> None:
    """显示一条规则：问什么、依据什么、如何消除。 Show a rule: what it asks, on which figures, what would clear it."""
    found = BY_ID.get(rule)
    if found is None:
        raise fail(Say.NO_RULE, rule=rule)
    table = Table(show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    policy = present_policy()
    parameters = [f"{name} ({policy.parameter[name][0].unit})" for name in sorted(found.parameters)]
    for label, value in (
        (Say.RULE, f"{found.id}  v{found.version}  {found.scope}·{found.severity}"),
        (Say.MESSAGE, _lines(outline(found.message))),
        (Say.CLEARS, _lines(found.clears)),
        (Say.EVIDENCE, ", ".join(found.evidence)),
        (Say.FIELDS, "\n".join(sorted(found.fields))),
        (Say.PARAMETERS, "\n".join(parameters)),
        (Say.SOURCE, found.source),
    ):
        table.add_row(both(label.label), value)
    console.print(table)


@app.command("coverage")
def show_coverage(
    area: Annotated[str, typer.Option(help="地区代码，默认全部。 An area code; by default all.")] = "",
) -> None:
    """统计各规则能够核查的比例，不作改动。 Count of how much each rule could ask; nothing is changed."""
    policy = present_policy()
    total = {rule.id: Coverage() for rule in CATALOGUE}
    with opened() as services:
        with services.replica.reading() as (tx, _):
            areas = [one for one in tx.areas() if covers(area, one)]
        for one in track(areas, both(Say.CHECKING.label), console=console):
            for rule, covered in coverage.of_areas(services.replica, policy, [one]).items():
                total[rule] += covered
    table = Table()
    for column in (Say.RULE, Say.ROWS_IN_ALL, Say.EVALUATED, Say.SHARE, Say.ODD):
        table.add_column(both(column.label), justify="left" if column is Say.RULE else "right")
    for rule, one in total.items():
        share = f"{one.evaluated / one.rows:.1%}" if one.rows else "–"
        table.add_row(rule, str(one.rows), str(one.evaluated), share, str(one.odd))
    console.print(table)


def _lines(label: Label) -> str:
    return f"{label.zh}\n{label.en}"
