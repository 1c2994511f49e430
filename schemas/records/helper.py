"""The helper: the cadre who answers for a household's way out of poverty, and the households that were assigned.

Both are kept in the village where the household lives, so that its tablets can name the helper. Somebody who helps in
two villages has a record in each, with the same identity number.
"""

from typing import Annotated

from schemas.codes.help import POLITICAL, UNIT_LEVEL
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import CalendarDate, Identifier, IdNumber, PersonName, Phone, ShortText, Uuid

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW

HELPER = RecordType(
    "helper",
    Label("帮扶责任人", "helper"),
    "Somebody who answers for households, and the unit that sent them.",
    (
        Field("name", PersonName, Label("姓名", "name"), PERSONAL, merge=REVIEW, required=True),
        Field("id_number", IdNumber, Label("证件号码", "certificate number"), Sensitivity.IDENTITY, merge=REVIEW),
        Field("unit", ShortText, Label("单位", "unit"), PUBLIC),
        Field(
            "unit_level", Annotated[str, UNIT_LEVEL], Label("单位隶属关系", "level of the unit"), PUBLIC, source="V8"
        ),
        Field("political", Annotated[str, POLITICAL], Label("政治面貌", "political status"), PERSONAL, source="G"),
        Field("phone", Phone, Label("联系电话", "phone"), Sensitivity.CONTACT),
        Field("actor", Identifier, Label("用户", "user"), PERSONAL, note="Null where the helper has no account."),
    ),
    deleted_by=frozenset({"collector", "township"}),
)

HELP_ASSIGNMENT = RecordType(
    "help_assignment",
    Label("结对帮扶", "help assignment"),
    "Which helper answers for which household, from when to when.",
    (
        Field("helper", Uuid, Label("帮扶责任人", "helper"), PERSONAL, merge=REVIEW, required=True),
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("from", CalendarDate, Label("起", "from"), PUBLIC, merge=REVIEW, required=True),
        Field("to", CalendarDate, Label("止", "to"), PUBLIC, merge=REVIEW, note="The last day; null where it goes on."),
    ),
    deleted_by=frozenset({"collector", "township"}),
)
