"""The enrolment: the public key of a device or server, and for whom it may speak when."""

from typing import Annotated

from pydantic import Field as Constraint

from schemas.codes.administration import DEVICE_KIND
from schemas.fields import Authority, Field, Label, RecordType, Sensitivity
from schemas.values import AreaText, Identifier, Instant, PublicKey, ShortText

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL

ENROLMENT = RecordType(
    "enrolment",
    Label("设备登记", "enrolment"),
    "A device or server that may seal revisions.",
    (
        Field("device", Identifier, Label("设备编号", "device"), PUBLIC, required=True),
        Field("kind", Annotated[str, DEVICE_KIND], Label("类别", "kind"), PUBLIC, required=True),
        Field("public_key", PublicKey, Label("公钥", "public key"), PUBLIC, required=True),
        Field(
            "actors",
            Annotated[list[Identifier], Constraint(strict=True, max_length=1000)],
            Label("使用人", "users"),
            PERSONAL,
            note="Who may be the author of what it seals. Null for a server, which speaks for its areas.",
        ),
        Field(
            "areas",
            Annotated[list[AreaText], Constraint(strict=True, max_length=1000)],
            Label("负责地区", "areas"),
            PUBLIC,
            note="The areas that a server speaks for. Null for a tablet, whose users' assignments count.",
        ),
        Field("valid_from", Instant, Label("有效期起", "valid from"), PUBLIC, required=True),
        Field("valid_to", Instant, Label("有效期止", "valid to"), PUBLIC),
        Field("revoked_at", Instant, Label("吊销时间", "revoked at"), PUBLIC),
        Field("label", ShortText, Label("名称", "label"), PUBLIC),
    ),
    authority=Authority.SERVER,
)
