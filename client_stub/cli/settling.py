"""Commands that settle what is open: conflicts, resolve, mend."""

from typing import Annotated

import typer

from client_stub.cli import paper
from client_stub.cli.opening import numbered, opened
from client_stub.cli.tables import conflict_list, console, mending_list, record_names, request_list, say
from client_stub.mending import SetAside, VoidField
from client_stub.messages import Say
from client_stub.tablet import Tablet
from schemas import REGISTRY
from sync.canonical import Json


def conflicts(context: typer.Context) -> None:
    """查看冲突。 Show the open conflicts."""
    with opened(context) as tablet:
        found = tablet.conflicts()
        if found:
            console.print(conflict_list(found, record_names(tablet.households())))
        else:
            say(Say.NO_CONFLICTS.label)


def resolve(
    context: typer.Context,
    choice: Annotated[str, typer.Argument(help="编号，如 2.1。 A side as `conflicts` numbers it; 2 with a value.")],
    value: Annotated[str | None, typer.Argument(help="另填内容。 Another value instead.")] = None,
    reason: Annotated[str | None, typer.Option(help="依据。 On what grounds.")] = None,
) -> None:
    """处理冲突。 Settle a conflict: by one of its sides, or by another value."""
    with opened(context, writes=True) as tablet:
        number, _, side = choice.partition(".")
        conflict = numbered(tablet.conflicts(), number, choice)
        settled = (
            numbered(list(conflict.sides), side, choice).value
            if value is None
            else _read(conflict.key.type, conflict.field, value)
        )
        tablet.resolve(conflict, settled, reason=reason)
        say(Say.SETTLED.label, "green")


def mend(
    context: typer.Context,
    which: Annotated[str | None, typer.Argument(help="编号，如 v1、a2。 As listed: v1, a2.")] = None,
    value: Annotated[str | None, typer.Argument(help="正确内容。 The right value.")] = None,
    *,
    leave: Annotated[bool, typer.Option("--leave", help="保留现状。 Leave the field as it is.")] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="按最新数据重新提交。 Write it anew, on the present data.")
    ] = False,
    discard: Annotated[bool, typer.Option("--discard", help="放弃。 Give it up.")] = False,
) -> None:
    """改正未被接受的内容；不带编号则列出。 Mend what the server did not accept; without a number, list it."""
    with opened(context, writes=which is not None) as tablet:
        void_fields, set_aside = tablet.void_fields(), tablet.set_aside()
        if which is not None and which.startswith("v"):
            _mend_field(tablet, numbered(void_fields, which[1:], which), value, leave=leave)
        elif which is not None:
            _mend_aside(tablet, numbered(set_aside, which.removeprefix("a"), which), anew=anew, discard=discard)
        else:
            _list(tablet, void_fields, set_aside)


def _list(tablet: Tablet, void_fields: list[VoidField], set_aside: list[SetAside]) -> None:
    names = record_names(tablet.households())
    if void_fields or set_aside:
        console.print(mending_list(void_fields, set_aside, names))
    else:
        say(Say.NOTHING_TO_MEND.label)
    if requested := tablet.requested():
        say(Say.REQUESTED.label)
        console.print(request_list(requested, names))


def _mend_field(tablet: Tablet, void: VoidField, value: str | None, *, leave: bool) -> None:
    if leave:
        tablet.leave(void)
        say(Say.LEFT.label, "green")
    elif value is None:
        raise typer.BadParameter(Say.VALUE_OR_LEAVE.label.zh + " " + Say.VALUE_OR_LEAVE.label.en)
    else:
        tablet.mend(void, _read(void.written.type, void.field, value))
        say(Say.MENDED.label, "green")


def _mend_aside(tablet: Tablet, aside: SetAside, *, anew: bool, discard: bool) -> None:
    if anew == discard:
        raise typer.BadParameter(Say.ANEW_OR_DISCARD.label.zh + " " + Say.ANEW_OR_DISCARD.label.en)
    if anew:
        tablet.offer_anew(aside)
        say(Say.OFFERED.label, "green")
    else:
        tablet.discard(aside)
        say(Say.DISCARDED.label, "green")


def _read(kind: str, path: str, text: str) -> Json:
    """Return what a text means for a field; a deletion, or a field of a newer version, reads yes, no and JSON."""
    field = REGISTRY.field(kind, path)
    if field is None:
        return paper.read_unknown(text)
    return paper.read(text, field, lambda value: not REGISTRY.errors(kind, {path: value}))
