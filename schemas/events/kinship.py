"""Kinship: what somebody is to a new head, from what both are to the old one (domain specification §1.6).

A relation is a word whose letters are steps from one person to the next: father, mother, son, daughter, wife, husband,
brother, and z for a sister. `sw` is the son's wife, `wf` the wife's father. Words that meet in a person are joined and
shortened: the son's father is oneself, the wife's son is a son, the father's other son is a brother. Forms do not tell
a stepchild from a child; neither does this. From a sibling of the old head nothing follows: whose child a nephew is, no
code says.
"""

from collections.abc import Collection, Mapping
from typing import Final

HEAD: Final = "01"
SPOUSE: Final = "02"
OTHER: Final = "99"

_WORDS: Final = {
    HEAD: "",
    "03": "s",
    "04": "d",
    "05": "sw",
    "06": "dh",
    "07": "ss",
    "08": "sd",
    "09": "ds",
    "10": "dd",
    "11": "f",
    "12": "m",
    "13": "wf",
    "14": "wm",
    "15": "hf",
    "16": "hm",
    "17": "ff",
    "18": "fm",
    "19": "mf",
    "20": "mm",
    "26": "sss",
    "27": "ssd",
}
"""The relations of which something follows, but the spouse, who is a wife or a husband by the sex of the head."""

_SIDEWAYS: Final = {"b": "21", "z": "21", "bw": "22", "fb": "23", "bs": "24", "bd": "25"}

_CODES: Final = {word: code for code, word in _WORDS.items()} | {"w": SPOUSE, "h": SPOUSE} | _SIDEWAYS

_PARENTS, _CHILDREN, _MALE = "fm", "sd", "fshb"

_SHORTER: Final = {
    "wh": ("", ""),
    "hw": ("", ""),
    "ws": ("s", "s"),
    "wd": ("d", "d"),
    "hs": ("s", "s"),
    "hd": ("d", "d"),
    "fw": ("m", "m"),
    "mh": ("f", "f"),
    "sf": ("", "h"),
    "df": ("", "h"),
    "sm": ("w", ""),
    "dm": ("w", ""),
}
"""What two steps are in one or none, when a man takes them, and when a woman does."""


def relation_to_new_head(code: str, new_head: str, *, sex: str | None, only: Collection[str] = ()) -> str | None:
    """Return what a person is to the new head, or None where that does not follow.

    Args:
        code: what the person is to the old head, who is not the new one; `HEAD` for the old head.
        new_head: what the new head is to the old one.
        sex: the old head's (GB/T 2261.1: 1 male, 2 female); nothing follows from another.
        only: `s` where the old head has no two sons, `d` where no two daughters, as `only_children` says.
    """
    forth, back = _word(code, sex), _word(new_head, sex)
    if forth is None or back is None or sex not in _SEXES:
        return None
    return _of_another(_shortened(_reversed(back, _SEXES[sex]) + forth, _is_male(back, _SEXES[sex]), only))


def relation_through(code: str, between: str, *, sex: str | None, sex_between: str | None) -> str | None:
    """Return what a person of another household is to a head, or None where that does not follow.

    Args:
        code: what the person is to the other household's head.
        between: what that one is to the head.
        sex: the head's (GB/T 2261.1).
        sex_between: that of the other household's head.
    """
    forth, link = _word(code, sex_between), _word(between, sex)
    if forth is None or link is None or sex not in _SEXES:
        return None
    return _of_another(_shortened(link + forth, _SEXES[sex], ()))


def only_children(relations: Collection[str]) -> frozenset[str]:
    """Return for which sex the head has one child at most, by the relations of everybody who was ever listed."""
    listed = list(relations)
    return frozenset(
        child
        for child, codes in {"s": ("03", "05"), "d": ("04", "06")}.items()
        if all(listed.count(code) <= 1 for code in codes)
    )


_SEXES: Final[Mapping[str | None, bool]] = {"1": True, "2": False}
"""Whether somebody is male; others are not known to be either."""


def _of_another(found: str | None) -> str | None:
    """Return a relation between two people: that one were the other follows only where something entered is wrong."""
    return None if found == HEAD else found


def _word(code: str, sex: str | None) -> str | None:
    if code == SPOUSE:
        return None if sex not in _SEXES else "w" if _SEXES[sex] else "h"
    return _WORDS.get(code)


def _is_male(word: str, start: bool) -> bool:  # noqa: FBT001 - the sex is what it is about
    """Return whether the person at the end of a word is male; `start` says it of the one at its beginning."""
    return word[-1] in _MALE if word else start


def _reversed(word: str, start: bool) -> str:  # noqa: FBT001 - as above
    """Return the way back from the end of a word to its beginning."""
    back = ""
    for place, step in enumerate(word):
        male = _is_male(word[:place], start)
        if step in _PARENTS:
            back = ("s" if male else "d") + back
        elif step in _CHILDREN:
            back = ("f" if male else "m") + back
        else:
            back = ("h" if male else "w") + back
    return back


def _shortened(word: str, start: bool, only: Collection[str]) -> str | None:  # noqa: FBT001 - as above
    """Return the relation that a joined word is, `OTHER` where there is none, None where it may be several."""
    for place in range(len(word) - 1):
        before, pair, after = word[:place], word[place : place + 2], word[place + 2 :]
        male = _is_male(before, start)
        if pair in _SHORTER:
            of_man, of_woman = _SHORTER[pair]
            return _shortened(before + (of_man if male else of_woman) + after, start, only)
        if pair[0] in _PARENTS and pair[1] in _CHILDREN:
            child = pair[1]
            sibling = _shortened(before + ("b" if child == "s" else "z") + after, start, only)
            if (child == "s") is not male or not (before or after):
                return sibling
            oneself = _shortened(before + after, start, only)  # a parent's child is oneself or a sibling
            return oneself if child in only or oneself == sibling else None
    return _CODES.get(word, OTHER)
