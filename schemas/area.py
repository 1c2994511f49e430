"""Administrative area codes: who lies within whom, and which township a record is kept under.

The codes are those of the National Bureau of Statistics: city 4, county 6, township 9, village 12 digits, each one a
prefix of what lies within it. A scope of access is such a prefix too.
"""

from typing import Final, Literal, NewType

AreaCode = NewType("AreaCode", str)
Level = Literal["city", "county", "township", "village"]

LEVELS: Final[dict[int, Level]] = {4: "city", 6: "county", 9: "township", 12: "village"}
"""The level of a code by its number of digits."""


def parse_area(text: str) -> AreaCode:
    """Return the text as an area code.

    Raises ValueError unless it has 4, 6, 9 or 12 ASCII digits. Whether such an area exists is not asked: lists of
    areas are dated, and a code that ours lacks is only worth a warning.
    """
    if len(text) not in LEVELS or not (text.isascii() and text.isdigit()):
        raise ValueError(f"not an area code of 4, 6, 9 or 12 digits: {text!r}")
    return AreaCode(text)


def level(area: AreaCode) -> Level:
    """Return the administrative level of an area."""
    return LEVELS[len(area)]


def covers(prefix: str, area: str) -> bool:
    """Tell whether `area` is `prefix` itself or lies within it; both are area codes."""
    return area.startswith(prefix)


def township_of(area: str) -> str:
    """Return the township that a record of `area` is stored under: the leading part of every key.

    What lives above townships is kept under the county's or the city's own code.
    """
    return area[:9]
