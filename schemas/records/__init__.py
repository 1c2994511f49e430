"""The record types, one module each."""

from schemas.records.amendment import AMENDMENT
from schemas.records.assignment import ASSIGNMENT
from schemas.records.comment import COMMENT
from schemas.records.enrolment import ENROLMENT
from schemas.records.exit_decision import EXIT_DECISION
from schemas.records.flag import FLAG
from schemas.records.help_measure import HELP_MEASURE
from schemas.records.helper import HELP_ASSIGNMENT, HELPER
from schemas.records.home import HOME
from schemas.records.household import HOUSEHOLD
from schemas.records.household_year import HOUSEHOLD_YEAR
from schemas.records.identification import IDENTIFICATION
from schemas.records.member import MEMBER
from schemas.records.member_year import MEMBER_YEAR
from schemas.records.project import PROJECT
from schemas.records.public_notice import PUBLIC_NOTICE
from schemas.records.rectification_item import RECTIFICATION_ITEM
from schemas.records.roster import ROSTER_IMPORT, ROSTER_ROW
from schemas.records.roster_difference import ROSTER_DIFFERENCE
from schemas.records.spot_check import SPOT_CHECK
from schemas.records.verdict import VERDICT
from schemas.records.village import VILLAGE
from schemas.records.village_exit import VILLAGE_EXIT
from schemas.records.village_year import VILLAGE_YEAR
from schemas.records.visit import VISIT

RECORD_TYPES = (
    HOUSEHOLD,
    HOUSEHOLD_YEAR,
    MEMBER,
    MEMBER_YEAR,
    VISIT,
    VILLAGE,
    VILLAGE_YEAR,
    HELPER,
    HELP_ASSIGNMENT,
    HELP_MEASURE,
    PROJECT,
    ROSTER_IMPORT,
    ROSTER_ROW,
    ROSTER_DIFFERENCE,
    IDENTIFICATION,
    EXIT_DECISION,
    VILLAGE_EXIT,
    PUBLIC_NOTICE,
    FLAG,
    COMMENT,
    RECTIFICATION_ITEM,
    SPOT_CHECK,
    AMENDMENT,
    VERDICT,
    ENROLMENT,
    ASSIGNMENT,
    HOME,
)
