"""Who people are: certificates' numbers and kinship (domain specification §1.5, §3.3)."""

import polars as pl

from schemas.identity import CHECK_CHARACTERS, WEIGHTS
from schemas.label import Label
from server.verification.columns import field
from server.verification.rule import Grain, Rule, Scope, Severity

_FULL_WIDTH = [chr(code) for code in range(0xFF01, 0xFF5F)]
_HALF_WIDTH = [chr(code) for code in range(0x21, 0x7F)]
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""What Python's `strip` removes; polars' own set is smaller."""


def _normal(number: pl.Expr) -> pl.Expr:
    """Return a number as it is compared, as `schemas.identity.normalise` does."""
    half_width = number.str.strip_chars(_BLANKS).str.replace_many(_FULL_WIDTH, _HALF_WIDTH)
    return half_width.str.strip_chars(_BLANKS).str.to_uppercase()


def _remainder(number: pl.Expr) -> pl.Expr:
    """Return the weighted sum of the first 17 digits modulo 11, or null where they are not all digits."""
    digits = (number.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(len(WEIGHTS)))
    weighted = (digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return pl.sum_horizontal(*weighted, ignore_nulls=False) % 11


_NUMBER = _normal(field("member.id_number"))
_REMAINDER = _remainder(_NUMBER)
_EXPECTED = _REMAINDER.replace_strict(dict(enumerate(CHECK_CHARACTERS)), return_dtype=pl.String)

ID_BAD_CHECKSUM = Rule(
    id="id_bad_checksum",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.MEMBER,
    # Of 18 characters only: other lengths have no check character, or are a certificate's, and have rules of their own.
    # Seventeen characters that are not all digits have no check character either, so that none is right.
    condition=(_NUMBER.str.len_chars() == len(WEIGHTS) + 1) & (_NUMBER.str.tail(1) != _EXPECTED.fill_null("")),
    evidence={
        "id_number": pl.concat_str(_NUMBER.str.head(6), pl.lit("********"), _NUMBER.str.tail(4)),
        # Tells most numbers apart whose mask is the same; it does not invite to mend the check character alone.
        "remainder": _REMAINDER,
    },
    message=Label(
        "身份证号{id_number}校验位错误",
        "The check character of identity number {id_number} is wrong",
    ),
    clears=Label(
        "对照身份证原件更正号码；证件本身有误的，凭公安机关证明说明",
        "Correct the number by the card itself; if the card is wrong, explain with the police's certificate",
    ),
    source="§1.5, §3.3; V15 (GB 11643)",
)
