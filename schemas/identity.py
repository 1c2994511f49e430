"""Numbers of resident identity cards (GB 11643-1999) and of disability certificates.

An 18-character number is an area code of 6 digits, the birth date, a sequence number of 3 digits (odd for men) and a
check character. Legacy numbers of 15 digits have a two-digit year and no check character. A disability certificate has
20 characters, the holder's 18 with the type and the grade of the disability, or 22 where it was issued again.

Nothing here rejects a number for being wrong: a genuine card may carry a wrong check character, so that is a question
for people. The area code says where the number was first issued, not where its holder lives.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

Kind = Literal["resident", "legacy", "disability", "disability_reissued"]

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""What each of the first 17 digits counts in the sum behind the check character."""
CHECK_CHARACTERS = "10X98765432"
"""The check character by that sum modulo 11."""

_KINDS: dict[int, Kind] = {15: "legacy", 18: "resident", 20: "disability", 22: "disability_reissued"}
_SHAPE = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X](?:[0-9]{2}(?:[0-9A-Z]{2})?)?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def normalise(text: str) -> str:
    """Return a number as it is compared: trimmed, half-width, in upper case. The stored text stays as typed."""
    return text.strip().translate(_FULL_WIDTH).strip().upper()


def check_character(digits: str) -> str:
    """Return the check character that belongs to the first 17 digits of a number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A certificate's number whose shape is known: 15, 18, 20 or 22 characters, in normal form."""

    number: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as typed. Raises ValueError if it has another length or other characters than any kind."""
        number = normalise(text)
        if not _SHAPE.fullmatch(number):
            raise ValueError("a certificate's number has 15, 18, 20 or 22 characters, digits but for an X")
        return cls(number)

    @property
    def kind(self) -> Kind:
        """What the number is, by its length."""
        return _KINDS[len(self.number)]

    @property
    def area(self) -> str:
        """The six digits of the county that issued the number first."""
        return self.number[:6]

    @property
    def birth_date(self) -> date | None:
        """The date of birth in the number, or None where it is no date of the calendar."""
        digits = f"19{self.number[6:12]}" if self.kind == "legacy" else self.number[6:14]
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None

    @property
    def sex(self) -> Literal["1", "2"]:
        """The sex in the number as a code of GB/T 2261.1: 1 male, 2 female."""
        sequence = self.number[14] if self.kind == "legacy" else self.number[16]
        return "1" if int(sequence) % 2 else "2"

    @property
    def checksum_ok(self) -> bool | None:
        """Whether the check character fits the digits; None for a legacy number, which has none."""
        if self.kind == "legacy":
            return None
        return self.number[17] == check_character(self.number[:17])

    @property
    def truncated(self) -> bool:
        """Whether a spreadsheet has cut it after 15 digits: only 0 behind them, and the check character is wrong.

        Rule: `id_excel_truncated` (domain specification, §3.3). A genuine number may end so, with a check that fits.
        """
        return self.checksum_ok is False and set(self.number[15:]) == {"0"}

    @property
    def disability_type(self) -> str | None:
        """The certificate's digit for the type of disability (1-7 if valid), or None where it is no certificate."""
        return self.number[18:19] or None

    @property
    def disability_grade(self) -> str | None:
        """The certificate's digit for the grade (1 most severe, 4 least), or None where it is no certificate."""
        return self.number[19:20] or None
