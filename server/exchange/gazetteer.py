"""From the names of a village, and of what it lies in, to its code, and back.

Sheets rarely write a village as the list of areas does: 博爱 for 博爱县, 某某村 for 某某村民委员会.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from schemas.label import Label
from server.exchange.cells import folded
from server.exchange.faults import BadCell, Wrong

PROVINCES: Final[Mapping[str, str]] = {"41": "河南省"}
"""Provinces by the first two digits of their areas' codes; the list of areas begins with cities."""

LEVELS: Final[Mapping[int, tuple[str, Label]]] = {
    4: ("city", Label("市", "city")),
    6: ("county", Label("县", "county")),
    9: ("township", Label("乡镇", "township")),
    12: ("village", Label("行政村", "village")),
}
"""The field of a place and what it is called, by the length of the code."""

NEAREST: Final = 3

_VILLAGE_CODE: Final = re.compile(r"\d{12}")
_SUFFIXES: Final = {
    4: re.compile(r"(?<=..)市$"),
    6: re.compile(r"(?<=..)[县市区]$"),
    9: re.compile(r"(?<=.)(?:街道办事处|办事处|街道|镇|乡)+$"),
    12: re.compile(r"(?<=.)(?:社区|村)*(?:村民委员会|居民委员会|村委会|居委会)?$"),
}
_COMMITTEES: Final = {"村": ("村民委员会", "村委会"), "社区": ("居民委员会", "居委会")}
"""Whose name the list of areas has, by what people say."""


class Gazetteer:
    """The areas by their names, level by level."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take codes and names."""
        self._names = dict(names)
        self._within: dict[str, list[str]] = {}
        for code in sorted(self._names):
            self._within.setdefault(_parent(code), []).append(code)
        self._found: dict[tuple[tuple[str, str], ...], str] = {}

    def __bool__(self) -> bool:
        """Whether there are any villages in it."""
        return any(len(code) == max(LEVELS) for code in self._names)

    def village(self, place: Mapping[str, str]) -> str:
        """Return the code of a village.

        Args:
            place: names by field (`county`, `township`, `village` …), as far as they are given. The village may be its
                code, which need not be in the list of areas.

        Raises:
            BadCell: no area or several are called so; `facts` names the field as `field`.
        """
        key = tuple(sorted(place.items()))
        if key not in self._found:
            self._found[key] = self._look_up(place)
        return self._found[key]

    def area(self, place: Mapping[str, str]) -> str:
        """Return the code of the narrowest area that a place names; see `village`."""
        named = [name for name, _ in LEVELS.values() if place.get(name)]
        return self._look_up(place, named[-1]) if named and named[-1] != "village" else self.village(place)

    def names(self, village: str) -> dict[str, str]:
        """Return the names of a village by field; its code where its name alone would not lead back to it."""
        found = {name: self._names.get(village[:length], "") for length, (name, _) in LEVELS.items()}
        namesakes = [one for one in self._within.get(_parent(village), ()) if self._names[one] == found["village"]]
        if namesakes != [village]:
            found["village"] = village
        return found | {"province": PROVINCES.get(village[:2], "")}

    def _look_up(self, place: Mapping[str, str], narrowest: str = "village") -> str:
        named = place.get("village", "")
        if _VILLAGE_CODE.fullmatch(folded(named)):
            return folded(named)
        codes: Sequence[str] = self._within.get("", [])
        for length, (name, label) in LEVELS.items():
            if length > min(LEVELS):
                codes = [inner for code in codes for inner in self._within.get(code, ())]
            if name in place:
                codes = self._called(codes, length, place[name], label, name)
            elif name == "village":
                raise BadCell(Wrong.MISSING, field=name)
            if name == narrowest:
                break
        if len(codes) > 1:
            label = next(label for name, label in LEVELS.values() if name == narrowest)
            raise BadCell(
                Wrong.SEVERAL_PLACES,
                level=label.zh,
                level_en=label.en,
                found="、".join(self._path(code) for code in codes[:NEAREST]),
                field=narrowest,
            )
        return codes[0]

    def _called(self, codes: Sequence[str], length: int, name: str, label: Label, field: str) -> Sequence[str]:
        """Return those of these areas that are called so: exactly, or else but for what the kind of area adds."""
        wanted = folded(name)
        if exact := [code for code in codes if self._names[code] == wanted]:
            return exact
        stems = {code: self._stem(code) for code in codes}
        stem = _SUFFIXES[length].sub("", wanted, count=1)
        if alike := [code for code in codes if stems[code] == stem]:
            said = next((found for word, found in _COMMITTEES.items() if wanted.endswith(word)), ())
            return [code for code in alike if self._names[code].endswith(said)] or alike
        named = {stems[code]: self._names[code] for code in codes}
        near = [named[one] for one in get_close_matches(stem, named, NEAREST, cutoff=0.3)]
        wrong = Wrong.UNKNOWN_PLACE if near else Wrong.NOTHING_NEAR
        raise BadCell(wrong, level=label.zh, level_en=label.en, nearest="、".join(near), field=field)

    def _stem(self, code: str) -> str:
        """Return what tells an area from the others beside it; some townships bear their county's name before it."""
        within = self._names.get(_parent(code), "")
        return _SUFFIXES[len(code)].sub("", self._names[code].removeprefix(within), count=1)

    def _path(self, code: str) -> str:
        return "".join(self._names.get(code[:length], "") for length in (6, 9, 12) if length <= len(code))


def _parent(code: str) -> str:
    return {4: "", 6: code[:4], 9: code[:6], 12: code[:9]}[len(code)]
