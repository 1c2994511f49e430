"""`ruhu policy …`: the amounts, lines, tolerances and dates that the rules use."""

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from schemas.area import covers, parse_area
from server.cli.messages import LEVELS, Say
from server.cli.opening import both, console, fail, fail_policy, say
from server.config import Settings
from server.verification.catalogue import PARAMETERS
from server.verification.policy import JIAOZUO, Entry, Policy, PolicyError, load_policy

app = typer.Typer(name="policy", help="政策参数。 The policy's parameters.", no_args_is_help=True)


@app.command("show")
def show(
    year: Annotated[int | None, typer.Option(help="该年度有效的值。 Values in force when this year ends.")] = None,
    area: Annotated[
        str | None, typer.Option(help="适用于该地区的值，默认全市。 Values for this area; by default the city.")
    ] = None,
) -> None:
    """列出政策参数；给出年度则列出该年度适用的值。 List the parameters, or, with a year, the values in force then."""
    policy = present_policy()
    try:
        place = parse_area(area or policy.area)
    except ValueError:
        raise fail(Say.NOT_AN_AREA, area=area) from None
    if year is None:
        entries = ((name, one) for name, several in policy.parameter.items() for one in several)
        _print((name, one) for name, one in entries if covers(one.area, place))
        return
    found = {name: policy.in_force(name, place, year) for name in policy.parameter}
    _print((name, one.entry) for name, one in found.items() if one.entry is not None)
    passed_over = [
        f"{name} ({both(LEVELS[level])})" for name, one in found.items() for level in one.unknown if one.entry
    ]
    if passed_over:
        say(Say.PASSED_OVER, "yellow", names="; ".join(passed_over))
    unknown = sorted(name for name, one in found.items() if one.entry is None)
    if unknown:
        say(Say.NOT_IN_FORCE, "yellow", year=year, names=" ".join(unknown))


@app.command("check")
def check(file: Annotated[Path, typer.Argument(help="政策参数文件。 A policy file.")]) -> None:
    """检查政策参数文件，逐行指出错误。 Check a policy file, and name each error with its line."""
    policy = _load(file)
    unverified = sum(not one.verified for entries in policy.parameter.values() for one in entries)
    say(Say.POLICY_RIGHT, "green", file=file, parameters=len(policy.parameter), unverified=unverified)


def present_policy() -> Policy:
    """Return the policy that the server of the settings uses; end the command with status 1 where it is wrong."""
    return _load(Settings().policy or JIAOZUO)


def _load(file: Traversable) -> Policy:
    try:
        return load_policy(file, needed=PARAMETERS)
    except PolicyError as error:
        raise fail_policy(error) from None


def _print(entries: Iterable[tuple[str, Entry]]) -> None:
    table = Table()
    for column in (
        Say.PARAMETER,
        Say.VALUE_IN_FORCE,
        Say.UNIT,
        Say.LEVEL,
        Say.PERIOD,
        Say.TAG,
        Say.VERIFIED,
        Say.SOURCE,
    ):
        table.add_column(both(column.label), overflow="fold")
    for name, one in entries:
        value = Say.UNKNOWN.label.zh if one.value is None else str(one.value).lower()
        period = f"{one.valid_from or ''}–{one.valid_to or ''}"
        level = f"{both(LEVELS[one.level])} {one.area}".strip()
        verified = Say.YES if one.verified else Say.NO
        table.add_row(name, value, one.unit, level, period, one.tag, both(verified.label), one.source)
    console.print(table)
