"""What the doctor found of one thing, and how bad it is."""

from enum import IntEnum
from typing import NamedTuple

from schemas.label import Label
from server.operations.doctor.messages import Said


class Severity(IntEnum):
    """The exit code that it calls for."""

    FINE = 0
    WARNING = 1
    """Somebody should see to it this week."""
    FAILURE = 2
    """Somebody should see to it now."""


class Finding(NamedTuple):
    """One finding.

    Attributes:
        name: of what was found; never changes.
        said: in words.
        facts: the same for machines: numbers, ids, paths.
    """

    name: str
    severity: Severity
    said: Label
    facts: dict[str, object]


def finding(said: Said, severity: Severity, **facts: object) -> Finding:
    """Return a finding in the catalogue's words, filled with these facts; lists are told by their length."""
    told = {name: len(value) if isinstance(value, list) else value for name, value in facts.items()}
    label = Label(said.label.zh.format(**told), said.label.en.format(**told))
    return Finding(said.name.lower(), severity, label, facts)


def fine_if(right: bool, worse: Severity) -> Severity:  # noqa: FBT001 -- reads as the sentence that it is
    """Return fine, or how bad it is where it is not right."""
    return Severity.FINE if right else worse
