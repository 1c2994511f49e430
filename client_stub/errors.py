"""What the tablet may raise beside the protocol's own errors (`sync.errors`).

TabletError
├── SqliteTooOld      the SQLite library lies in the range of the WAL-reset corruption bug
├── StoreTooNew       the tablet's file was written by a newer version of this program
├── NotEnrolled       the tablet has no server yet
├── AlreadyEnrolled   the tablet has one; enrolling at another would orphan what it holds
├── NoEnrolmentLink   the text of a QR code is no link by which tablets enrol
├── ServerChanged     another server answers at the address than the one that enrolled the tablet
├── PersonNotChosen   several people share the tablet, and nobody said who of them works
├── NotFound          no record, or none that is meant unambiguously, goes by this name
│   └── UnknownField  a form has no field of this name
├── OutOfReach        something belongs into a village that is not this tablet's
└── InvalidEdit       fields of an edit would be void; nothing was written

ServerRefused is the protocol's `PeerRefused` with what the server says about it to people.

Each carries what a message for people needs; the sentences are in `client_stub.messages`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas import FieldError, Label
from sync.errors import PeerRefused
from sync.revision import RecordKey


class TabletError(Exception):
    """Base of the tablet's own errors."""


class SqliteTooOld(TabletError):
    """The SQLite library at hand may corrupt a database in WAL mode."""

    def __init__(self, found: str, needed: str) -> None:
        """Keep the version found and the one needed."""
        super().__init__(f"SQLite {found} is older than {needed}")
        self.found = found
        self.needed = needed


class StoreTooNew(TabletError):
    """The file's schema is of a later version than this program knows."""

    def __init__(self, found: int, known: int) -> None:
        """Keep the file's version and the newest known."""
        super().__init__(f"the tablet's file has schema {found}; this program knows {known}")
        self.found = found
        self.known = known


class NotEnrolled(TabletError):
    """The tablet must be enrolled before this."""


class AlreadyEnrolled(TabletError):
    """The tablet is enrolled at another server."""

    def __init__(self, server_url: str) -> None:
        """Keep the address of its server."""
        super().__init__(f"already enrolled at {server_url}")
        self.server_url = server_url


class NoEnrolmentLink(TabletError):
    """A text that is no link by which tablets enrol."""

    def __init__(self, text: str) -> None:
        """Keep its beginning."""
        super().__init__(text[:100])


class ServerChanged(TabletError):
    """The server that answers is not the one that enrolled the tablet."""

    def __init__(self, expected: str, found: str) -> None:
        """Keep both servers' device ids."""
        super().__init__(f"the server is {found}, not {expected}")
        self.expected = expected
        self.found = found


class PersonNotChosen(TabletError):
    """Whoever writes must be known, and several people may be meant."""

    def __init__(self, people: Sequence[str]) -> None:
        """Keep whom there is to choose from, as they are shown."""
        super().__init__("、".join(people))
        self.people = tuple(people)


class NotFound(TabletError):
    """A name that the user gave means no record, or several."""

    def __init__(self, name: str, candidates: Sequence[str] = ()) -> None:
        """Keep the name and what it might have meant."""
        super().__init__(f"{name}: {', '.join(candidates) or 'nothing'}")
        self.name = name
        self.candidates = tuple(candidates)


class UnknownField(NotFound):
    """A form has no field of the name that the user gave; the candidates are those that it has, or some spelt alike."""


class OutOfReach(TabletError):
    """Something would have to be written in a village in which nobody of this tablet works."""

    def __init__(self, area: str, areas: Sequence[str]) -> None:
        """Keep the village, and the areas to choose from, as they are shown."""
        super().__init__(f"{area}: {', '.join(areas) or 'nothing'}")
        self.area = area
        self.areas = tuple(areas)


@dataclass(frozen=True, slots=True)
class InvalidField:
    """Why one field of one record would be void; `value` is what was entered."""

    key: RecordKey
    field: str
    value: object
    error: FieldError


class InvalidEdit(TabletError):
    """Fields of an edit would be void, each for its own reason; nothing was written."""

    def __init__(self, problems: Sequence[InvalidField]) -> None:
        """Keep what is wrong, field by field."""
        super().__init__("; ".join(f"{one.key.type}.{one.field}: {one.error.code}" for one in problems))
        self.problems = tuple(problems)


class ServerRefused(PeerRefused):
    """The server answered with a problem (RFC 9457) that repeating the request will not mend."""

    def __init__(self, code: str, detail: str, title: Label, remedy: Label) -> None:
        """Keep the problem: its code, what was wrong this time, and the sentences for people."""
        super().__init__(code, detail)
        self.title = title
        self.remedy = remedy
