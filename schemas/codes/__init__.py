"""The code lists of the programme, as its forms of 2018 have them, versioned as a whole.

A revision says with which version it was made (`codes`). A new code gets the next version as its `since`.
Version 2 brought the fifth capacity for work (weak or partial worker); version 3 relations and degrees of later lists,
and the lists of villages, help, rosters, procedures and supervision.
"""

from types import MappingProxyType

from schemas.codes.administration import ADMINISTRATION_LISTS
from schemas.codes.codelist import Code, CodeList
from schemas.codes.document import DOCUMENT_KIND
from schemas.codes.ethnicity import ETHNICITY
from schemas.codes.help import HELP_LISTS
from schemas.codes.household import HOUSEHOLD_LISTS
from schemas.codes.income import INCOME_LISTS
from schemas.codes.member import MEMBER_LISTS
from schemas.codes.procedure import PROCEDURE_LISTS
from schemas.codes.roster import ROSTER_LISTS
from schemas.codes.supervision import SUPERVISION_LISTS
from schemas.codes.village import VILLAGE_LISTS
from schemas.codes.visit import VISIT_LISTS

CODE_LISTS = MappingProxyType(
    {
        code_list.name: code_list
        for code_list in (
            *HOUSEHOLD_LISTS,
            *MEMBER_LISTS,
            ETHNICITY,
            *VISIT_LISTS,
            DOCUMENT_KIND,
            *INCOME_LISTS,
            *VILLAGE_LISTS,
            *HELP_LISTS,
            *ROSTER_LISTS,
            *PROCEDURE_LISTS,
            *SUPERVISION_LISTS,
            *ADMINISTRATION_LISTS,
        )
    },
)

CODES_VERSION = max(code.since for code_list in CODE_LISTS.values() for code in code_list)

__all__ = ["CODES_VERSION", "CODE_LISTS", "Code", "CodeList"]
