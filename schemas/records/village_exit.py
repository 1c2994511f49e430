"""The exit of a poor village: its poverty rate, roads and services, a notice in the township, the announcement (§4.3).

A type of its own beside the household's exit: other conditions, other reviewers, another stream. It is kept in the
township's stream, where its notice is posted. Named by `schemas.naming.village_exit_id`: one case a village and year.
"""

from typing import Annotated

from schemas.codes.procedure import VILLAGE_EXIT_STATE
from schemas.fields import Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import Reasoned, Status
from schemas.records.document import Document
from schemas.values import RecordLink, Sha256, Share, Uuid, VillageCode, Year, YesNo
from schemas.workflow import StateMachine, Step

PUBLIC = Sensitivity.PUBLIC
REVIEW = MergePolicy.REVIEW


class VillageExitStatus(Status):
    """Where the exit of a village stands."""

    state: Annotated[str, VILLAGE_EXIT_STATE, Label("状态", "state")]


VILLAGE_EXIT_PROCEDURE = StateMachine(
    Step((None,), ("proposed",), ("township", "county_office")),
    Step(("proposed",), ("verified", "rejected"), ("county_office",), four_eyes=True),
    Step(("verified",), ("notice",), ("township",)),
    Step(("notice",), ("objection",), ("township", "county_office")),
    Step(("notice",), ("announced",), ("county_office",), four_eyes=True),
    Step(("objection",), ("proposed",), ("township",)),
    Step(("objection",), ("rejected",), ("county_office",), four_eyes=True),
    Step(("rejected",), ("proposed",), ("township",)),
)

VILLAGE_EXIT = RecordType(
    "village_exit",
    Label("贫困村退出", "exit of a village"),
    "A poor village's way off the list in one year, in the township's stream.",
    (
        Field("village_code", VillageCode, Label("行政村代码", "village code"), PUBLIC, merge=REVIEW, required=True),
        Field("year", Year, Label("退出年度", "year of exit"), PUBLIC, merge=REVIEW, required=True),
        Field(
            "poverty_rate",
            Share,
            Label("贫困发生率", "poverty rate"),
            PUBLIC,
            merge=REVIEW,
            note="As found when it was verified; the standard is at most 2 %.",
            source="V1",
        ),
        Field(
            "infrastructure_ok",
            YesNo,
            Label("基础设施达标", "roads and supplies up to standard"),
            PUBLIC,
            merge=REVIEW,
            source="V1",
        ),
        Field(
            "services_ok", YesNo, Label("公共服务达标", "services up to standard"), PUBLIC, merge=REVIEW, source="V1"
        ),
        Collection("notices", RecordLink, Label("公示公告", "notices"), PUBLIC, key=Uuid, note="By their record."),
        Collection("documents", Document, Label("材料", "documents"), PUBLIC, key=Sha256),
        Field(
            "status",
            Annotated[VillageExitStatus, Reasoned("objection", "rejected")],
            Label("退出状态", "status"),
            PUBLIC,
            merge=REVIEW,
            workflow=VILLAGE_EXIT_PROCEDURE,
            source="V1,V2",
        ),
    ),
    written_by=frozenset({"township", "county_office", "server"}),
)
