"""The roster: what a department's list says, as it was handed over in a quarter.

Rows are imported and never edited: they are authoritative for what the list says, and overwrite no answer of a survey.
What they say otherwise than the survey is asked of the village as a roster difference. Both types are kept in the
county's stream: a list names people whom no village's tablet may know of.

Named by `schemas.naming.roster_import_id` and `roster_row_id`, so that a list that is handed in twice is one list.
"""

from typing import Annotated, NotRequired

from pydantic import Field as Constraint
from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.help import DEPARTMENT
from schemas.codes.roster import MATCHED_BY, ROSTER_KIND
from schemas.fields import Authority, Field, Label, RecordType, Sensitivity
from schemas.values import (
    CalendarDate,
    Count,
    Fen,
    Identifier,
    IdNumber,
    Instant,
    PersonName,
    Quarter,
    RecordLink,
    Sha256,
    ShortText,
    Uuid,
    Year,
)

PUBLIC, PERSONAL, INCOME = Sensitivity.PUBLIC, Sensitivity.PERSONAL, Sensitivity.INCOME


@with_config(extra="allow")
class RosterAmount(TypedDict):
    """One amount of a row, under the heading that the list gives it."""

    item: Annotated[ShortText, Label("项目", "item")]
    amount: NotRequired[Annotated[Fen | None, Label("金额", "amount")]]


ROSTER_IMPORT = RecordType(
    "roster_import",
    Label("名册导入", "roster import"),
    "One list of a department as it was handed over, in the county's stream.",
    (
        Field("kind", Annotated[str, ROSTER_KIND], Label("名册类别", "kind of roster"), PUBLIC, required=True),
        Field("department", Annotated[str, DEPARTMENT], Label("部门", "department"), PUBLIC, required=True),
        Field("year", Year, Label("年度", "year"), PUBLIC, required=True),
        Field("quarter", Quarter, Label("季度", "quarter"), PUBLIC, required=True),
        Field("file_name", ShortText, Label("文件名", "name of the file"), PUBLIC),
        Field("file_hash", Sha256, Label("文件指纹", "SHA-256 of the file"), PUBLIC, required=True),
        Field("imported_by", Identifier, Label("导入人", "imported by"), PERSONAL, required=True),
        Field("imported_at", Instant, Label("导入时间", "imported at"), PUBLIC, required=True),
        Field("rows", Count, Label("行数", "rows"), PUBLIC),
        Field("unmatched", Count, Label("未匹配行数", "rows matched to nobody"), PUBLIC),
    ),
    authority=Authority.SERVER,
)

ROSTER_ROW = RecordType(
    "roster_row",
    Label("名册行", "roster row"),
    "One line of a department's list, in the county's stream. Imported, never edited.",
    (
        Field("roster_import", Uuid, Label("名册", "roster import"), PUBLIC, required=True),
        Field("line", Count, Label("行号", "line"), PUBLIC, required=True, note="As the file counts them."),
        Field("id_number", IdNumber, Label("证件号码", "certificate number"), Sensitivity.IDENTITY, note="As listed."),
        Field("name", PersonName, Label("姓名", "name"), PERSONAL),
        Field("birth_date", CalendarDate, Label("出生日期", "date of birth"), PERSONAL),
        Field("village", ShortText, Label("行政村", "village"), PERSONAL, note="As listed."),
        Field("class", ShortText, Label("类别或等级", "class or grade"), PERSONAL, note="As listed."),
        Field(
            "amounts",
            Annotated[list[RosterAmount], Constraint(strict=True, max_length=50)],
            Label("金额", "amounts"),
            INCOME,
        ),
        Field("period_from", CalendarDate, Label("期间起", "period from"), PUBLIC),
        Field("period_to", CalendarDate, Label("期间止", "period to"), PUBLIC),
        Field("member", RecordLink, Label("匹配成员", "member matched"), PERSONAL, note="Null where nobody was found."),
        Field("matched_by", Annotated[str, MATCHED_BY], Label("比对依据", "how it was matched"), PUBLIC),
    ),
    authority=Authority.SERVER,
)
