"""CSV files as people have them: in UTF-8 with or without its mark, or in GBK; read line by line."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from server.exchange.cells import Cell
from server.exchange.faults import Unusable, Wrong
from server.exchange.limits import MAX_CELL, MAX_CSV_BYTES, MAX_LINE

_CHUNK: Final = 1_000_000
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(file: Path, encoding: str | None) -> Iterator[tuple[int, list[Cell]]]:
    """Return the rows and their numbers; `encoding` None finds it out.

    Raises:
        Unusable: it is too large, in another encoding, or has a row that does not end.
    """
    if file.stat().st_size > MAX_CSV_BYTES:
        raise Unusable(Wrong.TOO_BIG, limit=MAX_CSV_BYTES // 1_000_000)
    csv.field_size_limit(MAX_CELL)
    with file.open(encoding=_checked(file, encoding), newline="") as opened:
        delimiter = _delimiter(opened)
        rows = csv.reader(_lines(opened), delimiter=delimiter)
        number = 0
        try:
            for number, row in enumerate(rows, 1):
                yield number, list[Cell](row)
        except csv.Error:
            raise Unusable(Wrong.LONG_LINE, row=number + 1) from None


def _checked(file: Path, encoding: str | None) -> str:
    """Return the encoding in which the whole file can be read; a byte order mark is not part of the text."""
    with file.open("rb") as opened:
        if opened.read(2) in _UTF_16:
            raise Unusable(Wrong.WRONG_ENCODING, encoding="UTF-8", byte=0)
    # GB 18030 holds all of GBK and of GB 2312.
    candidates = ["utf-8-sig", "gb18030"] if encoding is None else [_python_name(encoding)]
    offsets = [_fails_at(file, one) for one in candidates]
    for candidate, offset in zip(candidates, offsets, strict=True):
        if offset is None:
            return candidate
    raise Unusable(Wrong.WRONG_ENCODING, encoding=encoding or "UTF-8, GB18030", byte=max(one or 0 for one in offsets))


def _python_name(encoding: str) -> str:
    return {"utf-8": "utf-8-sig", "gbk": "gb18030"}.get(encoding, encoding)


def _fails_at(file: Path, encoding: str) -> int | None:
    """Return the byte at which a file is not in this encoding, None where all of it is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    with file.open("rb") as opened:
        while True:
            chunk = opened.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return position + error.start
            if not chunk:
                return None
            position += len(chunk)


def _delimiter(opened: IO[str]) -> str:
    """Return what stands between the cells of the first lines: a comma, or what some programs write instead."""
    start = opened.read(_CHUNK // 10)
    opened.seek(0)
    return max(",\t;", key=start.count)


def _lines(opened: IO[str]) -> Iterator[str]:
    for number in range(1, MAX_CSV_BYTES):
        line = opened.readline(MAX_LINE + 1)
        if len(line) > MAX_LINE:
            raise Unusable(Wrong.LONG_LINE, row=number)
        if not line:
            return
        yield line
