"""What never leaves the tablet: facts about itself and its server, notes for its user, void fields left as they are."""

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from sync.revision import RevisionId

if TYPE_CHECKING:
    import sqlite3

Fact = TypeVar("Fact", bound=msgspec.Struct)


class Note(NamedTuple):
    """Something that happened to the tablet and that its user should know; sentences are in `client_stub.messages`."""

    time: int
    """By the corrected clock (unix ms)."""
    code: str
    params: dict[str, str]


class Local:
    """The tablet's own tables, within one transaction."""

    def __init__(self, connection: "sqlite3.Connection") -> None:
        """Work on a connection that has begun."""
        self._local = connection

    def fact(self, form: type[Fact]) -> Fact | None:
        """Return the fact of this form: there is one at most."""
        found = self._local.execute("SELECT value FROM fact WHERE name = ?", (form.__name__,)).fetchone()
        return msgspec.json.decode(found[0], type=form) if found else None

    def save_fact(self, fact: msgspec.Struct) -> None:
        """Store a fact in place of the one of its form."""
        self._local.execute(
            "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (type(fact).__name__, msgspec.json.encode(fact))
        )

    def add_note(self, note: Note) -> None:
        """Keep a note."""
        self._local.execute(
            "INSERT INTO note (time, code, params) VALUES (?, ?, ?)",
            (note.time, note.code, msgspec.json.encode(note.params).decode()),
        )

    def notes(self, last: int) -> list[Note]:
        """Return the last notes, oldest first."""
        found = self._local.execute("SELECT time, code, params FROM note ORDER BY id DESC LIMIT ?", (last,)).fetchall()
        return [
            Note(time, code, msgspec.json.decode(params, type=dict[str, str])) for time, code, params in reversed(found)
        ]

    def leave_void(self, area: str, revision: RevisionId, field: str) -> None:
        """Note that a void field stays as it is."""
        self._local.execute("INSERT OR IGNORE INTO left_void VALUES (?, ?, ?)", (area, revision, field))

    def left_void(self, area: str) -> set[tuple[RevisionId, str]]:
        """Return the void fields of an area that stay as they are, by their revision and field."""
        found = self._local.execute("SELECT revision, field FROM left_void WHERE area = ?", (area,))
        return {(revision, field) for revision, field in found}
