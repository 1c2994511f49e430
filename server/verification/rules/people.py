"""Who people are: certificates' numbers and kinship (domain specification §1.5, §3.3)."""

import polars as pl

from schemas.identity import CHECK_CHARACTERS, WEIGHTS
from schemas.label import Label
from server.verification.columns import field
from server.verification.likeness import PERSON
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


_LEGACY_LENGTH = 15
_SHAPE = r"^(?:[0-9]{15}|[0-9]{17}[0-9X](?:[0-9]{2}(?:[0-9A-Z]{2})?)?)$"
"""What `schemas.identity.ResidentId` can read."""

_NUMBER = _normal(field("member.id_number"))
_MASKED = pl.concat_str(_NUMBER.str.head(6), pl.lit("********"), _NUMBER.str.slice(14, 4))
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
        "id_number": _MASKED,
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

_SEQUENCE = (
    pl.when(_NUMBER.str.len_chars() == _LEGACY_LENGTH)
    .then(_NUMBER.str.slice(14, 1))
    .otherwise(_NUMBER.str.slice(16, 1))
)
_ODD_MEN = pl.when(_NUMBER.str.contains(_SHAPE)).then(_SEQUENCE.cast(pl.Int64, strict=False) % 2)
_SEX_IN_NUMBER = pl.when(_ODD_MEN == 1).then(pl.lit("1")).when(_ODD_MEN == 0).then(pl.lit("2"))
_SEX = field("member.sex")

ID_SEX_MISMATCH = Rule(
    id="id_sex_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.MEMBER,
    # Unknown and not stated are no answers.
    condition=pl.when(_SEX.is_in(["1", "2"])).then(_SEX != _SEX_IN_NUMBER),
    evidence={"sex": _SEX, "in_number": _SEX_IN_NUMBER, "id_number": _MASKED},
    message=Label(
        "性别（{sex:sex}）与证件号{id_number}（{in_number:sex}）不符",
        "The sex ({sex:sex}) contradicts the certificate's number {id_number} ({in_number:sex})",
    ),
    clears=Label(
        "对照身份证原件更正性别或号码；证件本身有误的，凭公安机关证明说明",
        "Correct the sex or the number by the card itself; if the card is wrong, explain with the police's certificate",
    ),
    source="§1.5, §3.3; V15 (GB 11643)",
)

_CARD = pl.col(PERSON.column)

DUPLICATE_PERSON = Rule(
    id="duplicate_person",
    version=1,
    scope=Scope.VILLAGE,
    severity=Severity.ERROR,
    grain=Grain.MEMBER,
    applies=field("member.in_household"),
    alike=PERSON,
    condition=pl.len() > 1,
    evidence={
        "id_number": pl.concat_str(_CARD.str.head(6), pl.lit("********"), _CARD.str.tail(4)).first(),
        "members": pl.len(),
        "households": pl.col("household").n_unique(),
        "reach": pl.when(pl.col("household").n_unique() > 1).then(pl.lit("village")).otherwise(pl.lit("household")),
    },
    message=Label(
        "人员重复（{reach:reach}）：证件号{id_number}在{households}户中登记{members}次",
        "Registered {members} times ({reach:reach}): number {id_number} in {households} households",
    ),
    clears=Label(
        "核实本人所在户，其余登记删除或登记变更；号码填错的，对照身份证原件更正",
        "Find out where the person belongs and strike off the others, or correct a mistyped number by the card",
    ),
    source="§3.3; V5",
)
