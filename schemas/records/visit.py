"""The visit: who went to which household when, what was answered, and how it was filled in (paradata).

The visit's own id and its device are in the envelope of its revisions.
"""

from typing import Annotated, NotRequired

from pydantic import Field as Constraint
from pydantic import with_config
from typing_extensions import TypedDict

from schemas.capacity import SURVEYORS
from schemas.codes.visit import PURPOSE, RESULT
from schemas.fields import Collection, Field, Label, RecordType, Sensitivity
from schemas.records.photo import Photo, Position
from schemas.values import Answer, Count, Duration, Identifier, Instant, ItemKey, Sha256, Uuid, YesNo

PERSONAL, PARADATA = Sensitivity.PERSONAL, Sensitivity.PARADATA


@with_config(extra="allow")
class ItemTrace(TypedDict):
    """How one item of the form was filled in."""

    t_first: Annotated[Instant, Label("首次填写", "first answered")]
    t_last: Annotated[Instant, Label("最后填写", "last answered")]
    changes: NotRequired[Annotated[Count, Label("修改次数", "times changed")]]


VISIT = RecordType(
    "visit",
    Label("走访", "visit"),
    "One visit to one household.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, required=True),
        Field("collector_id", Identifier, Label("采集员", "collector"), PARADATA, note="The user, as in the envelope."),
        Field(
            "helper_ids",
            Annotated[list[Uuid], Constraint(strict=True, max_length=50)],
            Label("同行帮扶责任人", "helpers present"),
            PARADATA,
        ),
        Field("purpose", Annotated[str, PURPOSE], Label("走访类型", "purpose"), PERSONAL),
        Field("started_at", Instant, Label("开始时间", "started at"), PARADATA, note="By the device's clock."),
        Field("ended_at", Instant, Label("结束时间", "ended at"), PARADATA, note="By the device's clock."),
        Field("duration", Duration, Label("用时", "duration"), PARADATA),
        Field("respondent_member_id", Uuid, Label("受访人", "respondent"), PERSONAL),
        Field(
            "respondent_present",
            YesNo,
            Label("受访人在场", "respondent present"),
            PARADATA,
            note="Answers about income need an adult respondent.",
        ),
        Field("gps", Position, Label("定位", "position"), PARADATA),
        Collection("answers", Answer, Label("问卷", "answers"), PERSONAL, key=ItemKey),
        Collection("item_log", ItemTrace, Label("填答轨迹", "trace of the form"), PARADATA, key=ItemKey),
        Collection("photos", Photo, Label("照片", "photos"), PERSONAL, key=Sha256),
        Field(
            "signature_attachment_id",
            Sha256,
            Label("农户签字", "household's signature"),
            PERSONAL,
            note="The household's consent is part of an exit.",
            source="V2",
        ),
        Field("result", Annotated[str, RESULT], Label("走访结果", "result"), PERSONAL),
    ),
    written_by=SURVEYORS.union({"inspector"}),
    deleted_by=frozenset({"collector", "township"}),
)
