"""How the figures of a finding are said: messages filled in, in both languages.

In a template `{name}` is a figure of the evidence, `{name:yuan}` an amount in fen shown as yuan, and `{name:<list>}` a
code shown by its label in that code list.
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any, Final, Literal

from schemas.codes import CODE_LISTS, Code, CodeList
from schemas.label import Label

_BRACES: Final = re.compile(r"\{[^}]*\}")

Language = Literal["zh", "en"]

REACH: Final = CodeList(
    "reach",
    Label("重复范围", "how far apart"),
    Code("household", Label("同户", "in one household")),
    Code("village", Label("同村", "in one village")),
)
"""How far apart records are that have something in common."""

_LISTS: Final[Mapping[str, CodeList]] = {**CODE_LISTS, REACH.name: REACH}


def fill(template: Label, evidence: Mapping[str, Any]) -> Label:
    """Return a message with the figures of its evidence."""
    zh, en = (_Figures(language).vformat(text, (), evidence) for language, text in _texts(template))
    return Label(zh, en)


def outline(template: Label) -> Label:
    """Return a message with a gap in place of each figure, for lists of rules."""
    return Label(_BRACES.sub("…", template.zh), _BRACES.sub("…", template.en))


def _texts(label: Label) -> tuple[tuple[Language, str], ...]:
    return ("zh", label.zh), ("en", label.en)


class _Figures(Formatter):
    """Formats figures as the module says."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - the formatter's own signature
        if format_spec == "yuan":
            yuan, fen = divmod(abs(value), 100)
            return f"{'-' if value < 0 else ''}{yuan}.{fen:02d}"
        if format_spec in _LISTS:
            code = _LISTS[format_spec].codes.get(value)
            return str(value) if code is None else getattr(code.label, self._language)
        return str(super().format_field(value, format_spec))
