"""A household's file: all its records, as they are or as this server showed them at an earlier moment."""

from schemas.day import local_time
from server.reading import past
from server.store import histories, household_index
from server.store.log import LogTransaction
from server.verification.frames import household_of
from server.verification.touched import HOUSEHOLD, PARTS
from sync.merge import State
from sync.revision import RecordKey

File = dict[RecordKey, State]
"""By type and uuid, the records and their states."""


def as_it_is(tx: LogTransaction, area: str, household: str) -> File:
    """Return the file of a household; empty where there is none. Deleted records are in it."""
    keys = household_index.records(tx.connection, area, [household], PARTS | {HOUSEHOLD})
    flags = household_index.flags(tx.connection, area, [household])
    return tx.states(area, {*keys, *(RecordKey("flag", one) for one in flags)})


def as_it_was(tx: LogTransaction, area: str, household: str, *, judge: str, at: int) -> File:
    """Return the file as it was at a moment (unix ms); see `past.load`.

    Who has moved to another household since is found again in the log itself: the index knows only where they are now.
    """
    named = histories.naming(tx.connection, area, PARTS, household) | {RecordKey(HOUSEHOLD, household)}
    states = {
        key: state
        for key, record in past.load(tx, area, named, judge=judge, at=at).items()
        if household_of(key, state := record.state()) == household
    }
    about = {household, *(key.record for key in states)}
    flags = {RecordKey("flag", one) for one in household_index.flags_about(tx.connection, area, about)}
    return states | {key: record.state() for key, record in past.load(tx, area, flags, judge=judge, at=at).items()}


def of_year(file: File, year: int) -> File:
    """Return the records of a file that are of this year, and those that are of no year."""
    return {key: state for key, state in file.items() if _year(key, state) in {year, None}}


def _year(key: RecordKey, state: State) -> object:
    match key.type:
        case "visit":
            return _year_of(state.value("started_at"))
        case "flag":
            return state.value("period")
        case _:
            return state.value("year")


def _year_of(moment: object) -> int | None:
    """Return the year of a moment (unix ms); None where a device's clock ran beyond the calendar."""
    try:
        return local_time(moment).year if isinstance(moment, int) else None
    except (OverflowError, ValueError, OSError):
        return None
