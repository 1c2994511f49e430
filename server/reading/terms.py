"""The texts by which people find a household or a member: numbers, names, and what one types for a name in pinyin.

A name is found by its beginning, by the initials of its syllables (`zw` for 张伟), and by the syllables themselves
(`zhangw`). Of a surname every reading counts, since as a surname it is often read as it is nowhere else (单 shàn, 曾
zēng); of the other characters the common one.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from pypinyin import Style, lazy_pinyin, pinyin

from schemas.identity import ResidentId, normalise
from sync.merge import State
from sync.revision import RecordKey

VERSION: Final = "1"
"""Counts up when the same records give other terms: the tables are then made anew."""

_SURNAME_READINGS: Final = 4
"""Readings of a surname that are taken at most."""

_ID_DIGITS: Final = 17
"""Of an identity number that say whose it is: without the check character."""


class Kind(StrEnum):
    """What a term is."""

    NUMBER = "number"
    """A household's or a person's number in the national system."""
    NAME = "name"
    PINYIN = "pinyin"
    """Initials or syllables of a name."""
    ID = "id"
    """An identity number; who searches by it is asked why, and noted."""


class Term(NamedTuple):
    """One text, and what it is."""

    kind: Kind
    text: str


def terms_of(key: RecordKey, state: State) -> frozenset[Term]:
    """Return what finds a record that is a household or a member; a deleted one is not found."""
    if state.deleted:
        return frozenset()
    if key.type == "household":
        return frozenset(_number(state.value("household_no")))
    if key.type == "member":
        return frozenset(
            (*_number(state.value("person_no")), *_name(state.value("name")), *_id(state.value("id_number")))
        )
    return frozenset()


def asked(text: str) -> list[Term]:
    """Return the beginnings of terms that somebody who types this may mean; none where it says nothing."""
    plain = _plain(text)
    if not plain:
        return []
    if not plain.isascii():
        return [Term(Kind.NAME, plain)]
    number = Term(Kind.NUMBER, plain)
    return [number] if any(one.isdigit() for one in plain) else [number, Term(Kind.PINYIN, plain)]


def id_term(number: str) -> Term:
    """Return the term of an identity number: one for all numbers of the same person.

    A legacy number of 15 digits and a disability certificate hold the resident's number; the check character may have
    been mistyped.
    """
    try:
        resident = ResidentId.parse(number)
    except ValueError:
        return Term(Kind.ID, normalise(number))
    plain = resident.number
    return Term(Kind.ID, f"{plain[:6]}19{plain[6:]}" if resident.kind == "legacy" else plain[:_ID_DIGITS])


def _number(value: object) -> Iterator[Term]:
    if isinstance(value, str) and (plain := _plain(value)):
        yield Term(Kind.NUMBER, plain)


def _id(value: object) -> Iterator[Term]:
    if isinstance(value, str) and value.strip():
        yield id_term(value)


def _name(value: object) -> Iterator[Term]:
    if isinstance(value, str) and (plain := _plain(value)):
        yield Term(Kind.NAME, plain)
        for text in _readings(plain):
            yield Term(Kind.PINYIN, text)


def _readings(name: str) -> frozenset[str]:
    """Return the initials and the syllables of a name, for each reading of its surname."""
    given = [_spoken(one)[0] for one in name[1:]]
    spoken = [[first, *given] for first in _spoken(name[0])[:_SURNAME_READINGS]]
    return frozenset(text for one in spoken for text in ("".join(syllable[0] for syllable in one), "".join(one)))


@lru_cache(maxsize=20_000)
def _spoken(character: str) -> tuple[str, ...]:
    """Return the readings of a character, the common one first; what is no Chinese character reads as itself."""
    return tuple(dict.fromkeys((*lazy_pinyin(character), *pinyin(character, style=Style.NORMAL, heteronym=True)[0])))


def _plain(text: str) -> str:
    """Return a text as it is compared: one form of each character, lower case, nothing but letters and digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isalnum() else "".join(one for one in folded if one.isalnum())
