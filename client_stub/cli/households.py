"""Commands on households: list, show, visit, edit."""

from typing import Annotated

import typer

from client_stub.cli import paper
from client_stub.cli.asking import ask
from client_stub.cli.form import Form
from client_stub.cli.opening import opened
from client_stub.cli.tables import console, field_label, household_list, household_sheet, say
from client_stub.editing import Edit, Occasion, lacking
from client_stub.errors import NotFound
from client_stub.households import HOUSEHOLD, Entry, Household
from client_stub.messages import Say
from client_stub.tablet import Tablet
from schemas import REGISTRY, Label
from sync.merge import EMPTY
from sync.revision import RecordKey

Name = Annotated[str, typer.Argument(help="户编号、户主姓名或记录编号。 A number, its head, or the start of its id.")]
Pairs = Annotated[list[str] | None, typer.Argument(help="栏目=内容。 field=value, as `show` names the fields.")]
Year = Annotated[int | None, typer.Option(help="年度，默认当年。 The year of the form; this one if not given.")]
Interactive = Annotated[bool, typer.Option("--interactive", "-i", help="逐项询问。 Ask for one field after another.")]
Force = Annotated[bool, typer.Option("--force", help="有误也按原样保存。 Keep wrong values as typed.")]


def list_households(
    context: typer.Context, area: Annotated[str | None, typer.Option(help="村代码。 A village's code.")] = None
) -> None:
    """列出农户。 List the households."""
    with opened(context) as tablet:
        names, households = tablet.remit.names, tablet.households(area)
        if households:
            console.print(household_list(households, names))
        else:
            say(Say.NO_HOUSEHOLDS.label)


def show(context: typer.Context, name: Name) -> None:
    """查看一户。 Show one household."""
    with opened(context) as tablet:
        console.print(household_sheet(tablet.household(name)))


def visit(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="户；新户填村名或村代码。 The household; with --new its village.")],
    pairs: Pairs = None,
    *,
    new: Annotated[bool, typer.Option("--new", help="新户。 A household that is not registered yet.")] = False,
    year: Year = None,
    interactive: Interactive = False,
    force: Force = False,
) -> None:
    """走访一户，填写所见。 Visit a household and fill in what is found."""
    with opened(context, writes=True) as tablet:
        started = tablet.clock.now()
        household = _new_household(tablet, tablet.village(name)) if new else tablet.household(name)
        form = Form(tablet, household, year or _year(started), visit=True)
        _fill(form, pairs or [], interactive=interactive)
        edits = form.edits()
        fields = {"purpose": "collect", "result": "completed", "started_at": started, "ended_at": tablet.clock.now()}
        tablet.visit(household.area, household.id, edits, fields={**fields, **form.visit_fields()}, force=force)
        say(Say.SAVED.with_(count=len(edits) + 1), "green")
        if new:
            _hint_lacking(edits)


def edit(
    context: typer.Context,
    name: Name,
    pairs: Pairs = None,
    *,
    reason: Annotated[str, typer.Option(help="修改原因。 Why it is changed.", prompt="修改原因 reason")],
    year: Year = None,
    interactive: Interactive = False,
    force: Force = False,
) -> None:
    """在办公室修改一户。 Edit a household at the desk."""
    with opened(context, writes=True) as tablet:
        form = Form(tablet, tablet.household(name), year or _year(tablet.clock.now()), visit=False)
        _fill(form, pairs or [], interactive=interactive)
        edits = form.edits()
        if edits:
            tablet.edit(edits, Occasion("desk_edit", reason=reason), force=force)
            say(Say.SAVED.with_(count=len(edits)), "green")
        else:
            say(Say.NOTHING_FILLED.label)


def _year(now: int) -> int:
    return int(paper.show_time(now)[:4])


def _fill(form: Form, pairs: list[str], *, interactive: bool) -> None:
    for pair in pairs:
        address, equals, text = pair.partition("=")
        if not equals:
            raise NotFound(pair, [f"{pair}=…"])
        form.fill(address, text)
    if interactive:
        ask(form)


def _new_household(tablet: Tablet, village: str) -> Household:
    return Household(village, Entry(RecordKey(HOUSEHOLD, tablet.new_id()), EMPTY), {}, [], {}, [], [])


def _hint_lacking(edits: list[Edit]) -> None:
    fields = [field_label(one.key.type, path) for one in edits for path in lacking(REGISTRY, one)]
    if fields:
        listed = Label("、".join(one.zh for one in fields), ", ".join(one.en for one in fields))
        say(Say.LACKING.about(fields=listed), "yellow")
