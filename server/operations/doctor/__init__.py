"""The doctor: looks at everything that keeps a server healthy, changes nothing, and says what to do.

`machine` needs no database; `database` and `work` look at it, from one moment; `messages` has what is said.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy.exc import SQLAlchemyError

from server.operations.doctor import database, machine, work
from server.operations.doctor.finding import Finding, Severity, finding
from server.operations.doctor.messages import Said
from server.services import Services

__all__ = ["Finding", "Severity", "examine"]


def examine(services: Services, environment: Mapping[str, str], silent_days: int) -> Iterator[Finding]:
    """Iterate over what was found, in the order in which one would repair it; what needs a database comes last.

    Args:
        services: the server, installed and perhaps running in other processes.
        environment: of this process: what looks like a setting in it should be one.
        silent_days: after how many days without contact a tablet is told of.
    """
    yield from machine.examine(services.settings, environment)
    try:
        schema = database.examine_schema(services.engine)
        yield schema
        if schema.severity is Severity.FAILURE:
            return
        yield from database.examine(services)
        yield from work.examine(services, silent_days)
    except SQLAlchemyError as error:
        yield finding(Said.DATABASE_SILENT, Severity.FAILURE, error=type(error).__name__)
