"""The record types, one module each."""

from schemas.records.assignment import ASSIGNMENT
from schemas.records.enrolment import ENROLMENT
from schemas.records.flag import FLAG
from schemas.records.home import HOME
from schemas.records.household import HOUSEHOLD
from schemas.records.household_year import HOUSEHOLD_YEAR
from schemas.records.member import MEMBER
from schemas.records.member_year import MEMBER_YEAR
from schemas.records.verdict import VERDICT
from schemas.records.visit import VISIT

RECORD_TYPES = (
    HOUSEHOLD,
    HOUSEHOLD_YEAR,
    MEMBER,
    MEMBER_YEAR,
    VISIT,
    FLAG,
    VERDICT,
    ENROLMENT,
    ASSIGNMENT,
    HOME,
)
