"""The public notice 公示: what was posted where and for how long, and what people objected.

It is kept in the stream of whoever posts it: a village's, a township's, a county's. Its text is what hangs on the wall,
so it is written with numbers masked; a rule asks where it is not. Days of notice are policy.
"""

from typing import Annotated, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.procedure import NOTICE_KIND, NOTICE_STATE
from schemas.fields import Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import VILLAGE_LEADERS, Reasoned, Status
from schemas.records.document import Document
from schemas.values import CalendarDate, Days, LongText, RecordLink, Sha256, ShortText, Uuid
from schemas.workflow import StateMachine, Step

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW


class NoticeStatus(Status):
    """How far a notice is."""

    state: Annotated[str, NOTICE_STATE, Label("状态", "state")]


@with_config(extra="allow")
class Objection(TypedDict):
    """What somebody objected to a notice, and what became of it."""

    text: Annotated[LongText, Label("异议内容", "objection")]
    raised_by: NotRequired[Annotated[ShortText | None, Label("提出人", "raised by")]]
    raised_on: NotRequired[Annotated[CalendarDate | None, Label("提出日期", "raised on")]]
    answer: NotRequired[Annotated[LongText | None, Label("答复", "answer")]]
    answered_on: NotRequired[Annotated[CalendarDate | None, Label("答复日期", "answered on")]]


_POSTERS = (*VILLAGE_LEADERS, "county_office")

NOTICE_PROCEDURE = StateMachine(
    Step((None,), ("drafted",), (*_POSTERS, "server")),
    Step(("drafted",), ("posted", "withdrawn"), _POSTERS),
    Step(("posted",), ("objected", "closed", "withdrawn"), _POSTERS),
    Step(("objected",), ("posted", "withdrawn"), _POSTERS),
)
"""An objection that fails leaves the notice posted, one that holds withdraws it; a new notice is a new record."""

PUBLIC_NOTICE = RecordType(
    "public_notice",
    Label("公示公告", "public notice"),
    "A notice to the public and what came of it, in the stream of the village, township or county that posts it.",
    (
        Field("kind", Annotated[str, NOTICE_KIND], Label("公示类别", "kind of notice"), PUBLIC, required=True),
        Field("title", ShortText, Label("标题", "title"), PUBLIC, required=True),
        Field(
            "content", LongText, Label("公示内容", "text as posted"), PUBLIC, merge=REVIEW, note="Numbers are masked."
        ),
        Collection(
            "subjects",
            RecordLink,
            Label("公示对象", "subjects"),
            PERSONAL,
            key=Uuid,
            note="The identifications, exits or projects that it is about, by their record.",
        ),
        Field("place", ShortText, Label("公示地点", "place"), PUBLIC),
        Field("posted_on", CalendarDate, Label("公示起始日期", "posted on"), PUBLIC, merge=REVIEW),
        Field("days", Days, Label("公示天数", "days of notice"), PUBLIC, merge=REVIEW, note="As announced on it."),
        Field("contact", ShortText, Label("监督电话", "telephone for objections"), PUBLIC),
        Collection("objections", Objection, Label("异议", "objections"), PERSONAL, key=Uuid),
        Collection("documents", Document, Label("公示照片", "photos of the notice"), PUBLIC, key=Sha256),
        Field(
            "status",
            Annotated[NoticeStatus, Reasoned("objected", "withdrawn")],
            Label("公示状态", "status"),
            PUBLIC,
            merge=REVIEW,
            workflow=NOTICE_PROCEDURE,
        ),
    ),
)
