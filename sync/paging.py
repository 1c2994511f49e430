"""An answer that carries revisions: as many rows as its caps leave room for, and the seals over them."""

from collections.abc import Sequence

from sync.limits import PAGE_BYTES, PAGE_SEAL_BYTES
from sync.messages import encode_id, size_of
from sync.seal import Seal
from sync.storage import Reader, Row


class Filling:
    """An answer that is being filled.

    Attributes:
        rows: how many more rows it may hold.
        full: whether a row has been turned away, or the next one would be.
        lines: one a row: its body, or its id alone, where the asker itself brought it.
    """

    def __init__(self, reader: Reader, *, rows: int, asker: str | None = None) -> None:
        """Begin empty; without an `asker` every row comes with its body and all its seals."""
        self.rows = rows
        self.full = False
        self.lines: list[bytes] = []
        self._reader = reader
        self._asker = asker
        self._bytes = PAGE_BYTES
        self._seal_bytes = PAGE_SEAL_BYTES
        self._seals: dict[str, Seal] = {}

    @property
    def seals(self) -> tuple[Seal, ...]:
        """The seals over these rows: the author's, which an asker that brought the row has itself, and the judge's."""
        return tuple(self._seals.values())

    def add(self, area: str, rows: Sequence[Row]) -> Sequence[Row]:
        """Add the first of these rows that fit, to an empty answer one at least, and return them."""
        seals = self._reader.seals(area, {name for row in rows for name in self._names(row)})
        for count, row in enumerate(rows):
            fresh = {name: seals[name] for name in self._names(row) if name in seals and name not in self._seals}
            line = encode_id(row.id) if self._brought(row) else row.body
            weight = sum(map(size_of, fresh.values()))
            if self.lines and (self.full or len(line) > self._bytes or weight > self._seal_bytes):
                self.full = True
                return rows[:count]
            self.rows -= 1
            self.full = self.rows == 0
            self.lines.append(line)
            self._seals |= fresh
            self._bytes -= len(line)
            self._seal_bytes -= weight
        return rows

    def _names(self, row: Row) -> tuple[str, ...]:
        names = (row.judge_seal,) if self._brought(row) else dict.fromkeys((row.author_seal, row.judge_seal))
        return tuple(name for name in names if name is not None)

    def _brought(self, row: Row) -> bool:
        return self._asker is not None and row.via == self._asker
