"""Reading the file of one of the two sheets: the sheets in it that have the header, and all their entries."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from typing import NamedTuple

from server.exchange.entries import Entry, RowReader
from server.exchange.faults import Faults, Place, Unusable, Wrong
from server.exchange.gazetteer import Gazetteer
from server.exchange.headers import find_header
from server.exchange.layout import Layout
from server.exchange.limits import HEADER_ROWS
from server.exchange.rows import read_rows


@dataclass
class Remarks:
    """What is worth knowing of a file without being wrong.

    Attributes:
        rows: rows below a header.
        skipped: rows that are no entry: sums, signatures, headers repeated on each page.
        sheets: sheets without a header.
        unknown: labels that the layout does not have; nothing of these columns is kept.
    """

    rows: int = 0
    skipped: int = 0
    sheets: list[str] = field(default_factory=list[str])
    unknown: Counter[str] = field(default_factory=Counter[str])


class Reader(NamedTuple):
    """What reading a file needs to know.

    Attributes:
        covers: whether this server covers a village.
        faults: where what is wrong is noted.
        year: of the values; None where the sheet says it.
        encoding: of CSV files; None where it is to be found out.
    """

    gazetteer: Gazetteer
    covers: Callable[[str], bool]
    faults: Faults
    year: int | None = None
    encoding: str | None = None

    def read(self, file: Path, layout: Layout, remarks: Remarks) -> Iterator[Entry]:
        """Return the entries of all sheets of a file that have the layout's header."""
        whole = Place(file.name)
        lacking: list[tuple[str, Unusable]] = []
        sheets = 0
        try:
            for name, rows in groupby(read_rows(file, self.encoding), key=lambda row: row.sheet):
                sheets += 1
                first = list(islice(rows, HEADER_ROWS))
                try:
                    header = find_header(layout, first, self.year)
                except Unusable as error:
                    lacking.append((name, error))
                    continue
                remarks.unknown.update(header.unknown)
                reader = RowReader(layout, header, self.gazetteer, self.covers, self.faults)
                for row in chain(first, rows):
                    if row.number <= header.last:
                        continue
                    entry = reader.read(row, whole._replace(sheet=name, row=row.number))
                    remarks.rows += 1
                    remarks.skipped += entry is None
                    if entry is not None:
                        yield entry
        except Unusable as error:
            self.faults.add(whole, error)
        else:
            self._note_lacking(whole, lacking, remarks, sheets=sheets)

    def _note_lacking(
        self, whole: Place, lacking: Sequence[tuple[str, Unusable]], remarks: Remarks, *, sheets: int
    ) -> None:
        """Let sheets without a header pass where another has one."""
        found = len(lacking) < sheets
        for name, error in lacking:
            if found and error.wrong in {Wrong.NO_HEADER, Wrong.SWAPPED}:
                remarks.sheets.append(name)
            else:
                self.faults.add(whole._replace(sheet=name), error)
        if not sheets:
            self.faults.add(whole, Unusable(Wrong.EMPTY))
