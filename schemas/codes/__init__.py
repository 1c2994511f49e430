"""The code lists of the programme, as its forms of 2018 have them, versioned as a whole.

A revision says with which version it was made (`codes`). A new code gets the next version as its `since`.
Version 2 brought the fifth capacity for work (weak or partial worker).
"""

from types import MappingProxyType

from schemas.codes.administration import ADMINISTRATION_LISTS
from schemas.codes.codelist import Code, CodeList
from schemas.codes.ethnicity import ETHNICITY
from schemas.codes.household import HOUSEHOLD_LISTS
from schemas.codes.income import INCOME_LISTS
from schemas.codes.member import MEMBER_LISTS
from schemas.codes.visit import VISIT_LISTS

CODE_LISTS = MappingProxyType(
    {
        code_list.name: code_list
        for code_list in (
            *HOUSEHOLD_LISTS,
            *MEMBER_LISTS,
            ETHNICITY,
            *VISIT_LISTS,
            *INCOME_LISTS,
            *ADMINISTRATION_LISTS,
        )
    },
)

CODES_VERSION = max(code.since for code_list in CODE_LISTS.values() for code in code_list)

__all__ = ["CODES_VERSION", "CODE_LISTS", "Code", "CodeList"]
