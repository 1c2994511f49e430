"""The verdict: by it the judging server voids fields of a revision, or caps its time. Never judged or withdrawn itself.

Named by `schemas.naming.verdict_id`.
"""

from typing import Annotated

from pydantic import Field as Constraint

from schemas.fields import Authority, Field, Label, RecordType, Sensitivity
from schemas.values import Identifier, Instant, LongText, RevisionId, YesNo

PUBLIC = Sensitivity.PUBLIC

VERDICT = RecordType(
    "verdict",
    Label("裁定", "verdict"),
    "What a server ruled on one revision.",
    (
        Field("revision", RevisionId, Label("版本", "revision"), PUBLIC, required=True),
        Field(
            "void",
            Annotated[dict[str, Identifier], Constraint(strict=True)],
            Label("无效字段", "void fields"),
            PUBLIC,
            note="From the field's path to the code of its error.",
        ),
        Field("cap", Instant, Label("时间上限", "time at most"), PUBLIC, note="For a device whose clock ran ahead."),
        Field("redacts", YesNo, Label("删除内容", "redacts"), PUBLIC, note="The revision's bytes give way to a stub."),
        Field("reason", LongText, Label("原因", "reason"), PUBLIC),
    ),
    authority=Authority.SERVER,
)
