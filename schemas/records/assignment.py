"""The assignment: who works in an area, as what, from when to when. The area is that of the record itself."""

from typing import Annotated

from pydantic import Field as Constraint

from schemas.codes.administration import GRANT, ROLE
from schemas.fields import Authority, Field, Label, RecordType, Sensitivity
from schemas.values import Identifier, Instant

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL

ASSIGNMENT = RecordType(
    "assignment",
    Label("分工", "assignment"),
    "A user's role in an area and all areas within it.",
    (
        Field("actor", Identifier, Label("人员", "user"), PERSONAL, required=True),
        Field("role", Annotated[str, ROLE], Label("同步角色", "role"), PUBLIC, required=True),
        Field("from", Instant, Label("起", "from"), PUBLIC, required=True),
        Field("to", Instant, Label("止", "to"), PUBLIC, note="Null where no end is known."),
        Field(
            "grants",
            Annotated[list[Annotated[str, GRANT]], Constraint(strict=True, max_length=50)],
            Label("业务角色", "finer roles"),
            PUBLIC,
        ),
    ),
    authority=Authority.SERVER,
)
