"""The help measure: what a household or one of its members was given in a year, by whom, and what it brought."""

from typing import Annotated

from schemas.codes.help import DEPARTMENT, MEASURE_KIND
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import CalendarDate, Fen, LongText, RecordLink, Uuid, Year

PUBLIC, PERSONAL, INCOME = Sensitivity.PUBLIC, Sensitivity.PERSONAL, Sensitivity.INCOME
REVIEW = MergePolicy.REVIEW

HELP_MEASURE = RecordType(
    "help_measure",
    Label("帮扶措施", "help measure"),
    "One measure of help for a household.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("member", Uuid, Label("成员", "member"), PERSONAL, note="Null where it helps the whole household."),
        Field("year", Year, Label("年度", "year"), PERSONAL, merge=REVIEW, required=True),
        Field(
            "kind",
            Annotated[str, MEASURE_KIND],
            Label("措施类别", "kind of measure"),
            PERSONAL,
            merge=REVIEW,
            required=True,
        ),
        Field("description", LongText, Label("措施内容", "what is done"), PERSONAL),
        Field("amount", Fen, Label("金额", "amount"), INCOME, merge=REVIEW, note="Paid or lent in that year."),
        Field("payer_department", Annotated[str, DEPARTMENT], Label("发放部门", "department that pays"), PERSONAL),
        Field(
            "project", RecordLink, Label("项目", "project"), PERSONAL, note="The project that it belongs to, if any."
        ),
        Field("started_on", CalendarDate, Label("开始日期", "started on"), PERSONAL),
        Field("income_effect", Fen, Label("增收金额", "income that it brought"), INCOME),
    ),
    deleted_by=frozenset({"collector", "township"}),
)
