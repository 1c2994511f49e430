"""The database: schema, version and size, write-ahead log, and the clock beside it."""

from collections.abc import Iterator

from sqlalchemy import Engine

from server.operations.doctor.finding import Finding, Severity, finding, fine_if
from server.operations.doctor.messages import Said
from server.operations.limits import CLOCK_OFF_MS, CLOCK_WRONG_MS, WAL_LONG
from server.services import Services
from server.store import migrate
from server.store.errors import OldSchema
from server.store.figures import database_bytes, database_time, database_version, newest_arrival, wal_bytes

MIB = 1 << 20


def examine_schema(engine: Engine) -> Finding:
    """Look at the schema: nothing else can be read in another one."""
    try:
        migrate.check(engine)
    except OldSchema as error:
        return finding(Said.SCHEMA_OTHER, Severity.FAILURE, found=error.found, needed=error.needed)
    return finding(Said.SCHEMA, Severity.FINE, schema=migrate.newest_schema())


def examine(services: Services) -> Iterator[Finding]:
    """Look at everything else."""
    engine = services.engine
    with services.replica.reading() as (tx, _):
        version, size = database_version(tx.connection), database_bytes(tx.connection)
        theirs, arrival, ours = database_time(tx.connection), newest_arrival(tx.connection), services.clock()
    yield finding(Said.ENGINE, Severity.FINE, engine=engine.dialect.name, version=version, size_mib=round(size / MIB))
    wal = wal_bytes(engine)
    if wal is not None:
        said = Said.WAL if wal < WAL_LONG else Said.WAL_LONG
        yield finding(said, fine_if(wal < WAL_LONG, Severity.WARNING), mib=round(wal / MIB))
    yield clock(ours, theirs, arrival)


def clock(ours: int, theirs: int | None, arrival: int | None) -> Finding:
    """Compare this machine's clock with the database's, if it has its own, and with the newest arrival (unix ms)."""
    apart = 0 if theirs is None else abs(ours - theirs)
    if apart > CLOCK_OFF_MS:
        severity = Severity.FAILURE if apart > CLOCK_WRONG_MS else Severity.WARNING
        return finding(Said.CLOCK_APART, severity, apart_s=round(apart / 1000))
    ahead = 0 if arrival is None else arrival - ours
    if ahead > CLOCK_OFF_MS:
        severity = Severity.FAILURE if ahead > CLOCK_WRONG_MS else Severity.WARNING
        return finding(Said.CLOCK_BACK, severity, ahead_s=round(ahead / 1000))
    return finding(Said.CLOCK, Severity.FINE)
