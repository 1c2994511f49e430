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


def flag_id(rule: str, subjects: Iterable[str], period: int | None) -> str:
    """Name a flag: `flag/<rule>/<subject uuids, sorted, joined by commas>/<year, or nothing>`."""
    return _name("flag", rule, ",".join(sorted(subjects)), "" if period is None else str(period))


def verdict_id(revision_id: str) -> str:
    """Name the verdict on a revision: `verdict/<revision id>`."""
    return _name("verdict", revision_id)


def _name(*parts: str) -> str:
    return str(uuid5(NAMESPACE, "/".join(parts)))
