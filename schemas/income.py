"""The income of a household's year: one block, judged as a whole, and the formulae that its totals must satisfy.

Amounts are fen. Null means "not asked", 0 means "asked, none": a formula with a null operand is incomplete, never zero.
Nothing here corrects a total: what was recorded stays, and the rules compare it with the formulae.
"""

from typing import Annotated, NotRequired

from pydantic import BaseModel, ConfigDict, Field, Strict, with_config
from typing_extensions import TypedDict

from schemas.codes.income import INCOME_CATEGORY, LINE_SOURCE
from schemas.label import Label
from schemas.values import CalendarDate, Fen, Months, Sha256, ShortText, Uuid, YesNo

IncomeWindow = with_config(extra="allow")(
    TypedDict(
        "IncomeWindow",
        {"from": Annotated[CalendarDate, Label("起", "from")], "to": Annotated[CalendarDate, Label("止", "to")]},
    ),
)
"""The accounting year of an income block, both days included."""


@with_config(extra="allow")
class IncomeLine(TypedDict):
    """One receipt or expense behind the totals."""

    category: Annotated[str, INCOME_CATEGORY, Label("类别", "category")]
    sub_item: NotRequired[Annotated[ShortText | None, Label("子项", "sub-item")]]
    member_id: NotRequired[Annotated[Uuid | None, Label("成员", "member")]]
    amount: NotRequired[Annotated[Fen | None, Label("金额", "amount")]]
    months: NotRequired[Annotated[Months | None, Label("月数", "months")]]
    rate: NotRequired[Annotated[Fen | None, Label("月标准", "rate per month")]]
    received_from: NotRequired[Annotated[CalendarDate | None, Label("发生期起", "received from")]]
    received_to: NotRequired[Annotated[CalendarDate | None, Label("发生期止", "received to")]]
    evidence_attachment_id: NotRequired[Annotated[Sha256 | None, Label("凭证", "evidence")]]
    source: NotRequired[Annotated[Annotated[str, LINE_SOURCE] | None, Label("数据来源", "source")]]


class Income(BaseModel):
    """All income of a household in one accounting year, before division by its members.

    Keys that this version does not know are kept.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    wage_income: Annotated[Fen | None, Label("工资性收入", "wage income")] = None

    business_income: Annotated[Fen | None, Label("生产经营性收入", "business receipts, gross")] = None
    business_expense: Annotated[Fen | None, Label("生产经营性支出", "business expense")] = None

    property_income: Annotated[Fen | None, Label("财产性收入", "property income")] = None
    asset_dividend_income: Annotated[Fen | None, Label("资产收益扶贫分红收入", "dividends of help assets")] = None
    other_property_income: Annotated[Fen | None, Label("其他财产性收入", "other property income")] = None

    transfer_income: Annotated[Fen | None, Label("转移性收入", "transfer income")] = None
    family_planning_subsidy: Annotated[Fen | None, Label("计划生育金", "family-planning reward")] = None
    dibao_income: Annotated[Fen | None, Label("低保金", "dibao allowance")] = None
    tekun_income: Annotated[Fen | None, Label("五保（特困供养）金", "allowance of the destitute")] = None
    pension_income: Annotated[Fen | None, Label("养老保险金", "pensions received")] = None
    eco_comp_income: Annotated[Fen | None, Label("生态补偿金", "ecological compensation")] = None
    other_transfer_income: Annotated[Fen | None, Label("其他转移性收入", "other transfers")] = None

    # The items of other_transfer_income, as far as they are asked one by one.
    alimony: Annotated[Fen | None, Label("赡养费", "support by children")] = None
    disability_subsidy: Annotated[Fen | None, Label("残疾人两项补贴", "disability subsidies")] = None
    agri_subsidy: Annotated[Fen | None, Label("农业补贴", "farming subsidy")] = None
    elder_subsidy: Annotated[Fen | None, Label("高龄补贴", "subsidy of the very old")] = None
    remittance: Annotated[Fen | None, Label("寄回带回", "remittances")] = None
    regular_donation: Annotated[Fen | None, Label("经常性捐赠", "regular donations")] = None
    other_policy_subsidy: Annotated[Fen | None, Label("其他长期政策补贴", "other lasting subsidies")] = None

    gross_income: Annotated[Fen | None, Label("家庭总收入", "gross income")] = None
    net_income: Annotated[Fen | None, Label("家庭纯收入", "net income")] = None
    net_income_per_capita: Annotated[Fen | None, Label("人均纯收入", "net income per head")] = None

    # Recorded beside the income and never part of it.
    medical_reimbursed: Annotated[Fen | None, Label("医疗报销", "medical reimbursement")] = None
    insurance_claims: Annotated[Fen | None, Label("理赔收入", "insurance claims")] = None

    lines: Annotated[
        Annotated[list[IncomeLine], Strict(), Field(max_length=500)] | None,
        Label("收入明细", "lines"),
    ] = None
    itemised: Annotated[YesNo | None, Label("明细完整", "the lines are complete")] = None
    window: Annotated[IncomeWindow | None, Label("核算期", "accounting window")] = None


def transfer_total(income: Income) -> int | None:
    """Return the sum of the six transfer items in fen, or None if one is null."""
    return _sum(
        income.family_planning_subsidy,
        income.dibao_income,
        income.tekun_income,
        income.pension_income,
        income.eco_comp_income,
        income.other_transfer_income,
    )


def property_total(income: Income) -> int | None:
    """Return the sum of the two property items in fen, or None if one is null."""
    return _sum(income.asset_dividend_income, income.other_property_income)


def gross(income: Income) -> int | None:
    """Return wage + business + property + transfer income as recorded, in fen, or None if one is null.

    Each formula takes its operands as recorded, so that one slip is found once and not in every total above it.
    """
    return _sum(income.wage_income, income.business_income, income.property_income, income.transfer_income)


def net(income: Income) -> int | None:
    """Return the recorded gross income less the business expense, in fen, or None if one is null."""
    if income.gross_income is None or income.business_expense is None:
        return None
    return income.gross_income - income.business_expense


def per_capita(net_fen: int | None, n: int) -> int | None:
    """Return net income per household member, rounded to the nearest fen, halves away from zero.

    None if the income is null or `n`, the members counted at the end of the window, is not positive.
    """
    if net_fen is None or n <= 0:
        return None
    rounded = (2 * abs(net_fen) + n) // (2 * n)
    return rounded if net_fen >= 0 else -rounded


def _sum(*operands: int | None) -> int | None:
    total = 0
    for operand in operands:
        if operand is None:
            return None
        total += operand
    return total
