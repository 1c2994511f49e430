"""The amendment: a change to a locked year that somebody asks for, and the county decides on (domain §4.5).

A server writes one when a device brings an edit to a locked year, so that what was surveyed is never lost; people write
others by hand. The server that judges the area applies what was approved: it writes the values and marks the year as
amended, and every version stays in the history. One that keeps what was voided of a revision is named by
`schemas.naming.amendment_id`.
"""

from typing import Annotated, Any, NotRequired

from pydantic import Field as Constraint
from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.administration import AMENDMENT_STATE, LOCKED_TYPE
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import Identifier, LongText, RevisionId, Uuid, Year, YesNo
from schemas.workflow import StateMachine, Step

PUBLIC, PERSONAL, INCOME = Sensitivity.PUBLIC, Sensitivity.PERSONAL, Sensitivity.INCOME
REVIEW = MergePolicy.REVIEW


@with_config(extra="allow")
class Request(TypedDict):
    """How far the request has come."""

    state: Annotated[str, AMENDMENT_STATE, Label("状态", "state")]
    note: NotRequired[Annotated[LongText | None, Label("说明", "note")]]
    by: NotRequired[Annotated[Identifier | None, Label("办理人", "decided by")]]


AMENDING = StateMachine(
    Step((None,), ("requested",), ("collector", "township", "county_office", "city_office", "server")),
    Step(("requested",), ("approved", "declined"), ("county_office",), four_eyes=True),
    Step(("approved",), ("applied",), ("server",)),
)

AMENDMENT = RecordType(
    "amendment",
    Label("锁定后更正", "amendment"),
    "A change asked for after a household's year was locked; its area is that of the record to change.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, required=True),
        Field("year", Year, Label("年度", "year"), PUBLIC, required=True),
        Field(
            "target_type",
            Annotated[str, LOCKED_TYPE],
            Label("更正对象类别", "type of the record to change"),
            PUBLIC,
            merge=REVIEW,
            required=True,
        ),
        Field("target", Uuid, Label("更正对象", "record to change"), PERSONAL, merge=REVIEW, required=True),
        Field(
            "set",
            Annotated[dict[str, Any], Constraint(strict=True)],
            Label("更正内容", "values to write"),
            INCOME,
            merge=REVIEW,
            required=True,
            note="From field to value, as a revision of the record would set them.",
        ),
        Field("deletes", YesNo, Label("删除记录", "deletes the record"), PUBLIC, merge=REVIEW),
        Field("revision", RevisionId, Label("来源版本", "revision that it keeps"), PUBLIC),
        Field("reason", LongText, Label("更正原因", "reason"), PERSONAL),
        Field("requested_by", Identifier, Label("申请人", "requested by"), PERSONAL),
        Field("request", Request, Label("更正申请", "request"), PERSONAL, merge=REVIEW, workflow=AMENDING),
    ),
)
