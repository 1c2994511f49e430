"""Code lists of departments' rosters and of the quarterly reverse check against them."""

from schemas.codes.codelist import CodeList, codes
from schemas.label import Label

ROSTER_KIND = CodeList(
    "roster_kind",
    Label("名册类别", "kind of roster"),
    *codes(
        3,
        dibao=("低保名册", "dibao"),
        tekun=("特困名册", "destitute persons"),
        disability=("残疾人名册", "disabled persons"),
        student=("学籍名册", "school enrolment"),
        medical_ins=("医保参保名册", "medical insurance"),
        pension=("养老待遇名册", "pension payroll"),
        danger_house=("危房名册", "dangerous houses"),
        labour=("劳动力台账", "labour ledger"),
        loan=("贷款台账", "loans"),
        payment=("补贴发放名册", "payments of subsidies"),
        vehicle=("车辆登记", "registered vehicles"),
        property=("不动产登记", "registered flats and houses"),
        business=("工商登记", "registered businesses"),
        public_payroll=("财政供养人员名册", "public payroll"),
        deceased=("死亡人员名册", "deceased persons"),
    ),
)

MATCHED_BY = CodeList(
    "matched_by",
    Label("比对依据", "how a row was matched"),
    *codes(
        3,
        id_number=("身份证号", "equal identity number"),
        certificate=("残疾证号前18位", "the first 18 characters of the certificate"),
        name_birth_village=("姓名、出生日期和村", "name, birth date and village"),
    ),
)
"""From the surest to the weakest; the last one raises no error by itself (domain §3.9)."""

DIFFERENCE_STATE = CodeList(
    "difference_state",
    Label("反向核对状态", "state of a roster difference"),
    *codes(
        3,
        asked=("待核对", "asked"),
        confirmed=("已核实一致", "the roster is right"),
        disputed=("有疑议", "disputed"),
        answered=("部门已答复", "answered by the department"),
        closed=("已办结", "closed"),
    ),
)

ROSTER_LISTS = (ROSTER_KIND, MATCHED_BY, DIFFERENCE_STATE)
