"""Opening the tablet for a command, and saying in both languages what went wrong."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import typer

from client_stub.cli.tables import console, problem_list, say
from client_stub.environment import Environment
from client_stub.errors import InvalidEdit, NotEnrolled, NotFound, ServerRefused, TabletError
from client_stub.messages import ERRORS, Say
from client_stub.tablet import Tablet
from sync.errors import SyncError

Listed = TypeVar("Listed")


class Opening(NamedTuple):
    """What a command's context holds: the tablet's folder, who works with it, and what it takes from outside."""

    folder: Path
    person: str | None
    environment: Environment | None


@contextmanager
def opened(context: typer.Context, *, enrolled: bool = True, writes: bool = False) -> Generator[Tablet, None, None]:
    """Open the tablet for a command; what goes wrong is explained.

    A command needs it to be enrolled or not, and, where it writes, needs to know who does: before anything is asked.
    """
    opening = context.ensure_object(Opening)
    with explained():
        tablet = Tablet(opening.folder, opening.environment)
        try:
            if enrolled and not tablet.enrolled:
                raise NotEnrolled
            if opening.person is not None:
                tablet.work_as(opening.person)
            if writes:
                tablet.require_person()
            yield tablet
        finally:
            tablet.close()


@contextmanager
def explained() -> Generator[None, None, None]:
    """Say in both languages what went wrong and what to do, and end the command with status 1."""
    try:
        yield
    except InvalidEdit as error:
        say(Say.NOT_SAVED.label, "red")
        console.print(problem_list(error.problems))
        say(Say.FORCED.label)
        raise typer.Exit(1) from None
    except ServerRefused as error:
        say(error.title, "red")
        say(error.remedy)
        raise typer.Exit(1) from None
    except (TabletError, SyncError) as error:
        said = next(ERRORS[kind] for kind in type(error).__mro__ if kind in ERRORS)
        say(said.problem, "red")
        if detail := str(error):
            console.print(detail, style="dim", markup=False)
        say(said.remedy)
        raise typer.Exit(1) from None


def numbered(found: list[Listed], number: str, name: str) -> Listed:
    """Return what a list shows under this number.

    Raises:
        NotFound: there is no such number; `name` is what the user wrote.
    """
    if not number.isdecimal() or not 1 <= int(number) <= len(found):
        raise NotFound(name, [str(place) for place in range(1, len(found) + 1)])
    return found[int(number) - 1]
