"""Opening the server's data for a command, and saying in both languages what was done or went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from schemas.label import Label
from server.api.refusals import answering
from server.cli.messages import Say
from server.config import Settings
from server.identity.acting import Acting
from server.identity.audit import CONSOLE
from server.identity.errors import IdentityError
from server.identity.keys import KEY_FILE
from server.review.errors import ReviewError
from server.services import Services
from server.store import migrate
from server.store.areas import names_of
from server.store.errors import StoreError
from server.verification.policy import PolicyError
from sync.errors import OutsideScope, SyncError

console = Console()


def both(label: Label) -> str:
    """Return a label in Chinese with English beside it."""
    return f"{label.zh}  {label.en}"


def say(message: Say, style: str = "", **filled: object) -> None:
    """Print a sentence."""
    said = Label(message.label.zh.format(**filled), message.label.en.format(**filled))
    console.print(both(said), style=style, markup=False, highlight=False, soft_wrap=True)


def acting(services: Services, reason: str | None = None) -> Acting:
    """Return who administers at the command line, for the audit log."""
    return Acting(CONSOLE, services.clock(), services.new_id, reason)


def fail(message: Say, **filled: object) -> typer.Exit:
    """Print why a command cannot do what was asked, and return what ends it."""
    say(message, "red", **filled)
    return typer.Exit(1)


def fail_policy(error: PolicyError) -> typer.Exit:
    """Print each error of a policy file with its line, and return what ends the command."""
    for line in str(error).splitlines():
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    return fail(Say.POLICY_WRONG, count=len(error.problems))


@contextmanager
def opened() -> Iterator[Services]:
    """Open the server of the settings, which is installed; end the command with status 1 on an error."""
    settings = Settings()
    if not (settings.data_dir / KEY_FILE).exists():
        raise fail(Say.NOT_INSTALLED, folder=settings.data_dir.absolute())
    with opening(settings) as services:
        migrate.check(services.engine)
        yield services


@contextmanager
def opening(settings: Settings) -> Iterator[Services]:
    """Open the server of these settings, installed or not; end the command with status 1 on an error."""
    try:
        services = Services.open(settings)
        try:
            yield services
        except OutsideScope as error:
            raise fail(Say.OUTSIDE_SERVER, area=error.area, covered=_covered(services)) from None
        finally:
            services.close()
    except (IdentityError, ReviewError, SyncError) as error:
        problem, facts = answering(error)
        fields = facts.get("fields")
        console.print(both(problem.title), style="red", markup=False)
        for text in (
            [f"{one['zh']}  {one['en']}" for one in fields.values()] if isinstance(fields, dict) else [str(error)]
        ):
            console.print(text, style="dim", markup=False, highlight=False)
        console.print(both(problem.remedy), markup=False)
        raise typer.Exit(1) from None
    except PolicyError as error:
        raise fail_policy(error) from None
    except StoreError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


def _covered(services: Services) -> str:
    """Return the areas that this server covers, code and name."""
    with services.replica.reading() as (tx, node):
        names = names_of(tx.connection)
        areas = node.directory.scope(services.replica.signer.device, services.clock())
    return "，".join(f"{one} {names.get(one, '')}".rstrip() for one in areas)
