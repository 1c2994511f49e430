"""Cells of a sheet: what they may hold, which of them are blank, and how text is kept from becoming a formula.

A text that a spreadsheet might take for a formula, or whose blanks at its ends matter, is written with an apostrophe
before it. A leading apostrophe is how spreadsheets mark text, so that it is taken off when a sheet is read.
"""

import re
import unicodedata
from typing import Final, TypeAlias

from server.exchange.faults import BadCell, Wrong

Cell: TypeAlias = str | int | float | bool | None
"""A text, a number, yes or no, or nothing. Dates come as text (`2014-03-01`)."""

BLANK: Final = frozenset({"", "-", "--", "—", "——", "/", "\\"})
"""What people write into a cell that says nothing."""

EXACT: Final = 10**15
"""Spreadsheets keep 15 digits of a number; those of a larger one are lost."""

_MARK: Final = "'"
_ACTIVE: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", _MARK)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LOST: Final = re.compile(
    r"(?P<failed>#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!))|\d(?:\.\d+)?[eE]\+?\d{2}"
)
"""Texts that stand for what is lost: a formula that failed, a number in scientific notation."""


def guard(text: str) -> str:
    """Return a text as it is written into a sheet. `words` gives it back."""
    risky = text in BLANK or text != text.strip() or text.startswith(_ACTIVE) or _LOST.fullmatch(text)
    return _MARK + text if text and risky else text


def words(cell: Cell) -> str | None:
    """Return what a cell says as text, None where it is blank.

    Raises:
        BadCell: the text is a failed formula, a truncated number, or holds control characters.
    """
    match cell:
        case None:
            return None
        case bool():
            return "是" if cell else "否"
        case int() | float():
            return _digits(cell)
        case _:
            return _text(cell)


def folded(text: str) -> str:
    """Return a text as it is compared: half-width, without any blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _digits(number: float) -> str:
    if abs(number) >= EXACT:
        raise BadCell(Wrong.NUMBER_TRUNCATED)
    return str(int(number)) if number == int(number) else repr(number)


def _text(text: str) -> str | None:
    if _CONTROL.search(text):
        raise BadCell(Wrong.CONTROL_CHARACTERS)
    if text.startswith(_MARK):
        return text[1:] or None
    text = text.strip()
    if text in BLANK:
        return None
    if lost := _LOST.fullmatch(text):
        raise BadCell(Wrong.BROKEN_FORMULA if lost["failed"] else Wrong.NUMBER_TRUNCATED)
    return text
