"""The command `event`: what happens to households and their people, as one operation each."""

from typing import Annotated

import typer

from client_stub.cli.event_form import EventForm, kind_of
from client_stub.cli.households import Name, Pairs
from client_stub.cli.opening import opened
from client_stub.cli.tables import both, console, say
from client_stub.errors import NotFound
from client_stub.messages import Say
from schemas.events import FORMS, EventError, InvalidForm, read_form
from schemas.events.messages import describe, describe_task, describe_wrong

_KINDS = "、".join(f"{kind} {form.label.zh}" for kind, form in FORMS.items())


def event(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help=f"{_KINDS}。 What happened.")],
    name: Name,
    pairs: Pairs = None,
    *,
    reason: Annotated[str, typer.Option(help="依据。 On what grounds.", prompt="依据 reason")],
) -> None:
    """办理出生、死亡、婚嫁、迁移、分户、并户。 Enter a birth, death, marriage, move, split or merger of a household."""
    with opened(context, writes=True) as tablet:
        meant, household = kind_of(kind), tablet.household(name)
        form = EventForm(tablet, household, meant)
        for pair in pairs or []:
            address, equals, text = pair.partition("=")
            if not equals:
                raise NotFound(pair, [f"{pair}=…"])
            form.fill(address, text)
        try:
            written = tablet.enact(household, read_form(form.entered()), reason=reason)
        except InvalidForm as error:
            say(Say.NOT_SAVED.label, "red")
            for field, wrong in error.fields.items():
                said = both(describe_wrong(wrong, meant, field), "red")
                console.print(f"{field}=  ", said, end="\n", markup=False, sep="")
            raise typer.Exit(1) from None
        except EventError as error:
            say(Say.NOT_SAVED.label, "red")
            say(describe(error, meant), "red")
            if arguments := form.asked(error):
                say(Say.GIVE.with_(arguments=" ".join(arguments)))
            raise typer.Exit(1) from None
        say(Say.SAVED.with_(count=len(written.revisions)), "green")
        if written.follow_ups:
            say(Say.LEFT_TO_DO.label, "yellow")
        for one in written.follow_ups:
            say(describe_task(one))
