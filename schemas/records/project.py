"""The project: what is paid from relief funds, from the library to the notice at its end.

Kept in the village that it serves, or in the township or county where it serves several.
"""

from typing import Annotated

from schemas.codes.help import DEPARTMENT, PROJECT_STATUS
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import Status
from schemas.values import Count, Fen, LongText, ShortText, VillageCode, Year
from schemas.workflow import StateMachine, Step

PUBLIC = Sensitivity.PUBLIC
REVIEW = MergePolicy.REVIEW


class ProjectStatus(Status):
    """Where a project stands."""

    state: Annotated[str, PROJECT_STATUS, Label("状态", "state")]


PROJECT_PROGRESS = StateMachine(
    Step((None,), ("listed",), ("township", "county_office", "server")),
    Step(("listed",), ("approved",), ("county_office",), four_eyes=True),
    Step(("approved",), ("implementing",), ("township", "county_office")),
    Step(("implementing",), ("accepted",), ("county_office",), four_eyes=True),
    Step(("accepted",), ("published",), ("township", "county_office")),
    Step(("approved",), ("listed",), ("county_office",)),
    Step(("accepted",), ("implementing",), ("county_office",)),
)
"""What was approved in error goes back to the library, what was accepted in error back to work."""

PROJECT = RecordType(
    "project",
    Label("项目", "project"),
    "A project, its money and how far it is; in the township's or county's stream where it serves several villages.",
    (
        Field("project_no", ShortText, Label("项目编号", "project number"), PUBLIC, merge=REVIEW, required=True),
        Field("name", ShortText, Label("项目名称", "name of the project"), PUBLIC),
        Field("year", Year, Label("年度", "year"), PUBLIC, merge=REVIEW, required=True),
        Field(
            "village_code",
            VillageCode,
            Label("行政村代码", "village code"),
            PUBLIC,
            note="Null where it serves several villages.",
        ),
        Field("department", Annotated[str, DEPARTMENT], Label("主管部门", "department in charge"), PUBLIC),
        Field("content", LongText, Label("建设内容", "what is built or bought"), PUBLIC),
        Field("budget", Fen, Label("预算资金", "budget"), PUBLIC, merge=REVIEW),
        Field("paid", Fen, Label("已支付资金", "paid"), PUBLIC, merge=REVIEW),
        Field("beneficiaries", Count, Label("受益人数", "people who benefit"), PUBLIC),
        Field("status", ProjectStatus, Label("项目状态", "status"), PUBLIC, merge=REVIEW, workflow=PROJECT_PROGRESS),
    ),
    written_by=frozenset({"township", "county_office", "city_office", "server"}),
    deleted_by=frozenset({"township", "county_office"}),
)
