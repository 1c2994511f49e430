"""Reading a policy file, and saying in which line it is wrong."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from pydantic import ValidationError

from schemas.area import covers
from schemas.label import Label
from server.verification.policy import problems
from server.verification.policy.policy import Policy
from server.verification.policy.problems import PolicyError, Problem, filled

JIAOZUO: Final[Traversable] = files("server.verification.policy") / "jiaozuo.toml"
"""The policy that comes with the program."""

_TOML_PLACE = re.compile(r"^(?P<text>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_HEADER = re.compile(r"^\s*\[(?P<array>\[?)\s*(?P<name>[\w.\-]+)\s*\]")
_KEY = re.compile(r"^\s*(?P<name>[\w\-]+)\s*=")


def load_policy(path: Traversable = JIAOZUO, *, needed: Collection[str] = ()) -> Policy:
    """Read and check a policy file.

    Args:
        path: the file.
        needed: the parameters that rules read, which the file must know (though not their value).

    Raises:
        PolicyError: it cannot be read, is no TOML, or not what a policy may be; with every problem found and its line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PolicyError(path.name, [Problem(1, "", filled(problems.UNREADABLE, fault=error.strerror))]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyError(path.name, [Problem(line, "", problems.NOT_UTF8)]) from None
    return parse_policy(text, path.name, needed=needed)


def parse_policy(text: str, name: str, *, needed: Collection[str] = ()) -> Policy:
    """Read and check the text of a policy file of this name; see `load_policy`."""
    try:
        policy = Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(name, [_toml_problem(text, str(error))]) from None
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise PolicyError(name, [_problem(text, one["loc"], problems.said(one)) for one in found]) from None
    wrong = [*_strays(policy, text), *_overlaps(policy, text), *_other_units(policy, text), *_missing(policy, needed)]
    if wrong:
        raise PolicyError(name, sorted(wrong, key=lambda one: one.line))
    return policy


def _strays(policy: Policy, text: str) -> Iterator[Problem]:
    for name, entries in policy.parameter.items():
        for index, entry in enumerate(entries):
            if not (covers(entry.area, policy.area) or covers(policy.area, entry.area)):
                yield _problem(text, ("parameter", name, index, "area"), filled(problems.ELSEWHERE, area=policy.area))


def _overlaps(policy: Policy, text: str) -> Iterator[Problem]:
    for name, entries in policy.parameter.items():
        for index, entry in enumerate(entries):
            if any(entry.overlaps(before) for before in entries[:index]):
                yield _problem(text, ("parameter", name, index), problems.OVERLAPS)


def _other_units(policy: Policy, text: str) -> Iterator[Problem]:
    """Find what counts in another unit than the rules do: as the policy that comes with the program."""
    for name, entries in policy.parameter.items():
        unit = _units().get(name, entries[0].unit if entries else "")
        for index, entry in enumerate(entries):
            if entry.unit != unit:
                yield _problem(text, ("parameter", name, index, "unit"), filled(problems.OTHER_UNIT, unit=unit))


@cache
def _units() -> Mapping[str, str]:
    raw = tomllib.loads(JIAOZUO.read_text(encoding="utf-8"))
    return {name: entries[0]["unit"] for name, entries in raw["parameter"].items()}


def _missing(policy: Policy, needed: Collection[str]) -> Iterator[Problem]:
    for name in sorted(set(needed) - policy.parameter.keys()):
        yield Problem(1, f"parameter.{name}", problems.MISSING_PARAMETER)


def _toml_problem(text: str, message: str) -> Problem:
    place = _TOML_PLACE.match(message)
    if place is None:
        return Problem(1, "", filled(problems.NOT_TOML, fault=message))
    line = int(place["line"] or len(text.splitlines()))
    return Problem(line, "", filled(problems.NOT_TOML, fault=place["text"]))


def _problem(text: str, place: Sequence[str | int], label: Label) -> Problem:
    return Problem(_line(text, place), ".".join(str(part) for part in place), label)


def _line(text: str, place: Sequence[str | int]) -> int:
    """Return the line of what stands at a place, or of the table that it should stand in.

    `place` is keys and indices from the root, as pydantic gives it: `("parameter", "income_tolerance", 0, "value")`.
    """
    lines = _lines(text)
    return next(lines[prefix] for end in range(len(place), -1, -1) if (prefix := tuple(place[:end])) in lines)


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the lines of all tables and keys; of the root, the first."""
    lines: dict[tuple[str | int, ...], int] = {(): 1}
    entries: Counter[str] = Counter()
    inside: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            inside = tuple(header["name"].split("."))
            if header["array"]:
                inside = (*inside, entries[header["name"]])
                entries[header["name"]] += 1
            lines[inside] = number
        elif key := _KEY.match(line):
            lines[*inside, key["name"]] = number
    return lines
