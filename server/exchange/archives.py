"""What a workbook's archive holds, looked through before a library unfolds it: sizes are counted, never believed.

Runs in the process that reads the workbook (`workbook_process`), which is why it imports next to nothing.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from server.exchange.limits import MAX_CELLS, MAX_PACKED_BYTES, MAX_PARTS, MAX_ROWS, MAX_UNPACKED_BYTES

MEGABYTE: Final = 1_000_000
_CHUNK: Final = 256_000
_HEADER: Final = 30
"""Bytes of a part's header before its name (APPNOTE 4.3.7)."""
_OVERLAP: Final = 16
"""Longer than anything that is looked for."""

_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")


class Refused(Exception):
    """A workbook that is not read. `wrong` is the name of a `faults.Wrong`, `facts` what is filled into it."""

    def __init__(self, wrong: str, **facts: str | int) -> None:
        """Take both."""
        super().__init__(wrong)
        self.wrong = wrong
        self.facts = facts


def check(file: Path) -> None:
    """Look through a workbook's archive.

    Raises:
        Refused: it is damaged, too large, declares entities, or takes values from other files.
    """
    if file.stat().st_size > MAX_PACKED_BYTES:
        raise Refused("TOO_BIG", limit=MAX_PACKED_BYTES // MEGABYTE)
    try:
        with file.open("rb") as opened, zipfile.ZipFile(opened) as archive:
            _check(opened, archive.infolist())
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("BROKEN_WORKBOOK", fault=type(error).__name__) from None


def _check(opened: IO[bytes], parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise Refused("UNSAFE_WORKBOOK", fault=f"{len(parts)} parts")
    names = [part.filename.replace("\\", "/").lower().lstrip("/") for part in parts]
    if "xl/workbook.xml" not in names:
        raise Refused("BROKEN_WORKBOOK", fault="xl/workbook.xml")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Refused("EXTERNAL_LINKS")
    tally = _Tally()
    for part, name in zip(parts, names, strict=True):
        tally.add(name, _unpacked(opened, part))


class _Tally:
    """What the parts looked through so far hold together."""

    def __init__(self) -> None:
        self._bytes = self._rows = self._cells = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Look through one part."""
        before = b""
        for chunk in chunks:
            self._bytes += len(chunk)
            if self._bytes > MAX_UNPACKED_BYTES:
                raise Refused("TOO_MUCH_MEMORY")
            if name.endswith((".xml", ".rels")) and _DECLARATION.search(before + chunk):
                raise Refused("UNSAFE_WORKBOOK", fault="DOCTYPE")
            if _SHEET.fullmatch(name):
                self._add_cells(before, chunk)
            before = chunk[-_OVERLAP:]

    def _add_cells(self, before: bytes, chunk: bytes) -> None:
        self._rows += _count(b"<row ", before, chunk)
        self._cells += _count(b"<c ", before, chunk)
        if self._rows > MAX_ROWS:
            raise Refused("TOO_MANY_ROWS", limit=MAX_ROWS)
        if self._cells > MAX_CELLS:
            raise Refused("TOO_MANY_CELLS", limit=MAX_CELLS)


def _count(mark: bytes, before: bytes, chunk: bytes) -> int:
    """Count the marks that end in this chunk."""
    return (before[1 - len(mark) :] + chunk).count(mark)


def _unpacked(opened: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part by the bytes that are there, not by the size that it declares."""
    if part.flag_bits & 1:
        raise Refused("OLD_WORKBOOK")
    opened.seek(part.header_offset)
    header = opened.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile
    opened.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotImplementedError
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left = part.compress_size
    while left > 0:
        packed = opened.read(min(left, _CHUNK))
        if not packed:
            raise EOFError
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
