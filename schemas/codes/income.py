"""Code lists of the income block."""

from schemas.codes.codelist import CodeList, codes
from schemas.label import Label

INCOME_CATEGORY = CodeList(
    "income_category",
    Label("收入类别", "category of income"),
    *codes(
        wage_income=("工资性收入", "wage income"),
        business_income=("生产经营性收入", "business receipts"),
        business_expense=("生产经营性支出", "business expense"),
        property_income=("财产性收入", "property income"),
        transfer_income=("转移性收入", "transfer income"),
        loan=("贷款本金", "loan principal"),  # never income: a rule asks why it is listed
    ),
)

LINE_SOURCE = CodeList(
    "line_source",
    Label("数据来源", "source of the amount"),
    *codes(
        self_report=("农户自报", "reported by the household"),
        bank=("银行流水", "bank statement"),
        roster=("部门名册", "department's roster"),
        estimate=("估算", "estimate"),
    ),
)

INCOME_LISTS = (INCOME_CATEGORY, LINE_SOURCE)
