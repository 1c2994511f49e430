"""Names of records whose natural key never changes, so that two tablets that both create one offline mean the same.

Each name is a UUIDv5 in `NAMESPACE` of an ASCII string; the docstrings give that string, so that a client in any
language finds the same name. Uuids stand in it in lower case with hyphens. All other records are named by a UUIDv7.
"""

from collections.abc import Iterable
from uuid import UUID, uuid5

NAMESPACE = UUID("6ebbdd72-b772-4103-b73a-85c4a841bc19")


def household_year_id(household: str, year: int) -> str:
    """Name a household's year: `household_year/<household uuid>/<year>`."""
    return _name("household_year", household, str(year))


def member_year_id(member: str, year: int) -> str:
    """Name a member's year: `member_year/<member uuid>/<year>`."""
    return _name("member_year", member, str(year))


def member_id(person: str, household: str) -> str:
    """Name somebody's record in a household that they joined from another: `member/<first record>/<household uuid>`.

    `person` is the uuid of the first record that there was of them.
    """
    return _name("member", person, household)


def village_id(village: str) -> str:
    """Name a village: `village/<village code>`."""
    return _name("village", village)


def village_year_id(village: str, year: int) -> str:
    """Name a village's year: `village_year/<village code>/<year>`."""
    return _name("village_year", village, str(year))


def exit_decision_id(household: str, year: int) -> str:
    """Name a household's exit: `exit_decision/<household uuid>/<year>`."""
    return _name("exit_decision", household, str(year))


def village_exit_id(village: str, year: int) -> str:
    """Name a village's exit: `village_exit/<village code>/<year>`."""
    return _name("village_exit", village, str(year))


def roster_import_id(kind: str, year: int, quarter: int, file_hash: str) -> str:
    """Name a roster as it was handed over: `roster_import/<kind>/<year>/<quarter>/<SHA-256 of the file>`."""
    return _name("roster_import", kind, str(year), str(quarter), file_hash)


def roster_row_id(roster_import: str, line: int) -> str:
    """Name a line of a roster: `roster_row/<roster import uuid>/<line>`."""
    return _name("roster_row", roster_import, str(line))


def roster_difference_id(rule: str, roster_row: str) -> str:
    """Name what a rule asks about a line of a roster: `roster_difference/<rule>/<roster row uuid>`."""
    return _name("roster_difference", rule, roster_row)


def flag_id(rule: str, subjects: Iterable[str], period: int | None) -> str:
    """Name a flag: `flag/<rule>/<subject uuids, sorted, joined by commas>/<year, or nothing>`."""
    return _name("flag", rule, ",".join(sorted(subjects)), "" if period is None else str(period))


def amendment_id(revision_id: str) -> str:
    """Name the amendment that keeps what a locked year voided of a revision: `amendment/<revision id>`."""
    return _name("amendment", revision_id)


def verdict_id(revision_id: str) -> str:
    """Name the verdict on a revision: `verdict/<revision id>`."""
    return _name("verdict", revision_id)


def _name(*parts: str) -> str:
    return str(uuid5(NAMESPACE, "/".join(parts)))
