"""The comment: what somebody says about a flag. Each is a record of its own, so there is nothing to merge."""

from schemas.fields import Collection, Field, Label, RecordType, Sensitivity
from schemas.records.document import Document
from schemas.values import LongText, Sha256, Uuid

PERSONAL = Sensitivity.PERSONAL

COMMENT = RecordType(
    "comment",
    Label("疑点留言", "comment on a flag"),
    "One remark about a flag, kept where the flag is kept. Its author and time are in the envelope.",
    (
        Field("flag", Uuid, Label("疑点", "flag"), PERSONAL, required=True),
        Field("text", LongText, Label("内容", "text"), PERSONAL, required=True),
        Collection("documents", Document, Label("材料", "documents"), PERSONAL, key=Sha256),
    ),
    deleted_by=frozenset({"collector", "township"}),
)
