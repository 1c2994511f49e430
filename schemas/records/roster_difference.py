"""The roster difference: one question of the quarterly reverse check, 反向核对.

A department's list and the survey differ about a person; the village group asks at the door and confirms the list or
disputes it, and the department answers a dispute (domain §4.7, after a county's practice of 2018). It is kept in the
village's stream, and carries what the list says, since the list itself never reaches a tablet.
Named by `schemas.naming.roster_difference_id`.
"""

from typing import Annotated

from schemas.codes.roster import DIFFERENCE_STATE, ROSTER_KIND
from schemas.fields import Authority, Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import VILLAGE, Reasoned, Status
from schemas.records.document import Document
from schemas.values import CalendarDate, Identifier, LongText, Quarter, RecordLink, Sha256, Uuid, Year
from schemas.workflow import StateMachine, Step

PUBLIC, PERSONAL, INCOME = Sensitivity.PUBLIC, Sensitivity.PERSONAL, Sensitivity.INCOME


class DifferenceStatus(Status):
    """How far the question is."""

    state: Annotated[str, DIFFERENCE_STATE, Label("状态", "state")]


REVERSE_CHECK = StateMachine(
    Step((None,), ("asked",), ("county_office", "server")),
    Step(("asked", "answered"), ("confirmed", "disputed"), VILLAGE),
    Step(("confirmed", "disputed"), ("asked",), ("township", "county_office")),
    Step(("disputed",), ("answered",), ("department", "county_office")),
    Step(("confirmed", "answered"), ("closed",), ("county_office",), four_eyes=True),
)

ROSTER_DIFFERENCE = RecordType(
    "roster_difference",
    Label("反向核对", "roster difference"),
    "Where a department's list and the survey say different things about somebody, and who is right.",
    (
        Field("roster_row", RecordLink, Label("名册行", "roster row"), PERSONAL, required=True, machine=True),
        Field("kind", Annotated[str, ROSTER_KIND], Label("名册类别", "kind of roster"), PUBLIC, machine=True),
        Field("year", Year, Label("年度", "year"), PUBLIC, required=True, machine=True),
        Field("quarter", Quarter, Label("季度", "quarter"), PUBLIC, required=True, machine=True),
        Field(
            "rule",
            Identifier,
            Label("规则", "rule"),
            PUBLIC,
            required=True,
            machine=True,
            note="The rule that found it.",
        ),
        Field("household", Uuid, Label("户", "household"), PERSONAL, machine=True),
        Field(
            "member", Uuid, Label("成员", "member"), PERSONAL, machine=True, note="Null where it asks for somebody new."
        ),
        Field("listed", LongText, Label("名册记载", "what the list says"), INCOME, required=True, machine=True),
        Field("surveyed", LongText, Label("登记情况", "what the survey says"), INCOME, machine=True),
        Field("deadline", CalendarDate, Label("核对期限", "deadline"), PUBLIC),
        Collection(
            "documents",
            Document,
            Label("佐证材料", "documents"),
            PERSONAL,
            key=Sha256,
            also_by=frozenset({"department"}),
        ),
        Field(
            "status",
            Annotated[DifferenceStatus, Reasoned("disputed", "answered")],
            Label("核对状态", "status"),
            PERSONAL,
            merge=MergePolicy.REVIEW,
            workflow=REVERSE_CHECK,
        ),
    ),
    authority=Authority.SERVER_CREATES,
)
