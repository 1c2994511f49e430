"""The two sheets of the yearly exchange with the national system, column by column (domain specification, §1.11).

The order is the one that is exported; sheets that come in may have any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from schemas.codes.ethnicity import ETHNICITY
from schemas.codes.household import (
    CAUSE,
    CAUSE_MAIN,
    DANGER_GRADE,
    FUEL_TYPE,
    HOUSEHOLD_ATTR,
    IDENTIFY_STANDARD,
    MONITOR_TYPE,
    ROAD_TYPE,
)
from schemas.codes.member import EDUCATION, HEALTH, LABOUR, RELATION, SCHOOL_STATUS
from schemas.label import Label
from server.exchange.kinds import Certificate, Coded, Day, Kind, Number, Scaled, Several, Whole, Words, Year, YesNo


class Target(Enum):
    """Whose field a column is."""

    PLACE = "place"
    VILLAGE = "village"
    HOUSEHOLD = "household"
    HOUSEHOLD_YEAR = "household_year"
    INCOME = "income"
    HEAD = "head"
    """A field of the member who is the head."""
    MEMBER = "member"
    MEMBER_YEAR = "member_year"


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its label, what it holds, and what else it is called."""

    label: str
    target: Target
    field: str
    kind: Kind
    variants: tuple[str, ...] = ()


class Layout(NamedTuple):
    """One sheet: its name and columns, those without which it is not this sheet, and those that are never blank."""

    name: Label
    columns: tuple[Column, ...]
    needed: tuple[str, ...]
    required: tuple[str, ...]

    def at(self, target: Target, field: str) -> int:
        """Return the position of the column that holds a field.

        Raises:
            KeyError: the sheet has none.
        """
        return _POSITIONS[self.name.zh][target, field]

    def of(self, target: Target) -> Sequence[tuple[str, int]]:
        """Return the fields of a target, each with the position of its column."""
        return _TARGETS[self.name.zh][target]


YUAN: Final = Scaled({"元": 100, "万元": 1_000_000, "元/人": 100, "元/年": 100}, 2)
MU: Final = Scaled({"亩": 100, "公顷": 1500}, 2)
SQUARE_METRES: Final = Scaled({"平方米": 100, "平米": 100, "㎡": 100, "m2": 100}, 2)
KILOMETRES: Final = Scaled({"公里": 1000, "千米": 1000, "km": 1000, "米": 1, "m": 1}, 3)
PEOPLE: Final = Whole({"人": 1})
MONTHS: Final = Whole({"月": 1, "个月": 1})
WORDS, NUMBER, YES_NO, DAY, YEAR = Words(), Number(), YesNo(), Day(), Year()
CERTIFICATE: Final = Certificate()


def _places(*labels: tuple[str, str, tuple[str, ...]]) -> tuple[Column, ...]:
    return tuple(Column(label, Target.PLACE, name, WORDS, variants) for name, label, variants in labels)


def _household(label: str, name: str, kind: Kind, *variants: str) -> Column:
    return Column(label, Target.HOUSEHOLD, name, kind, variants)


def _year(label: str, name: str, kind: Kind, *variants: str) -> Column:
    return Column(label, Target.HOUSEHOLD_YEAR, name, kind, variants)


def _income(label: str, name: str, *variants: str) -> Column:
    return Column(label, Target.INCOME, name, YUAN, variants)


def _head(label: str, name: str, kind: Kind, *variants: str) -> Column:
    return Column(label, Target.HEAD, name, kind, variants)


def _member(label: str, name: str, kind: Kind, *variants: str) -> Column:
    return Column(label, Target.MEMBER, name, kind, variants)


def _member_year(label: str, name: str, kind: Kind, *variants: str) -> Column:
    return Column(label, Target.MEMBER_YEAR, name, kind, variants)


HOUSEHOLDS: Final = Layout(
    Label("户表", "household sheet"),
    (
        *_places(
            ("province", "省", ("省份", "省(自治区、直辖市)")),
            ("city", "市", ("地市", "市(州)", "地级市")),
            ("county", "县", ("县区", "县(市、区)", "区县", "县市区", "县级")),
            ("township", "乡", ("乡镇", "乡(镇)", "镇", "乡镇街道", "乡级")),
            ("village", "村", ("行政村", "村名", "行政村名称", "村级", "行政村代码")),
        ),
        _household("户编号", "household_no", NUMBER, "户号", "家庭编号", "户ID"),
        _head("户主编号", "person_no", NUMBER, "户主人编号"),
        _head("户主姓名", "name", WORDS, "户主名称"),
        _head("户主证件号码", "id_number", CERTIFICATE, "户主证件号", "户主身份证号", "户主身份证号码"),
        _year("家庭人口数", "member_count", PEOPLE, "家庭人口", "人口数", "家庭人数", "人数"),
        _year("是否危房户", "is_dangerous_house", YES_NO, "危房", "是否危房", "住房是否危房"),
        _income("人均纯收入", "net_income_per_capita", "家庭人均纯收入", "年人均纯收入"),
        _income("年收入", "gross_income", "家庭年收入", "家庭总收入", "总收入", "年总收入"),
        _year("是否解决安全饮用水", "water_safe", YES_NO, "饮水是否安全", "是否饮水安全", "安全饮用水"),
        _year("年度", "year", YEAR, "年份", "数据年度", "所属年度"),
        Column("村办公电话", Target.VILLAGE, "office_phone", NUMBER, ("村委会电话", "村办电话")),
        _household("开户银行名称", "bank_name", WORDS, "开户银行", "开户行"),
        _household("银行卡号", "bank_account", NUMBER, "银行账号", "银行账户", "银行帐号"),
        _household("识别标准", "identify_standard", Coded(IDENTIFY_STANDARD)),
        _household("主要致贫原因", "cause_main", Coded(CAUSE_MAIN), "致贫原因", "致贫原因1"),
        _household("次要致贫原因", "cause_other", Several(CAUSE, 2), "其他致贫原因", "致贫原因2"),
        _income("工资性收入", "wage_income"),
        _income("生产经营性收入", "business_income", "经营性收入"),
        _income("财产性收入", "property_income"),
        _income("转移性收入", "transfer_income"),
        _income("计划生育金", "family_planning_subsidy", "领取计划生育金"),
        _income("低保金", "dibao_income", "领取低保金"),
        _income("五保金", "tekun_income", "领取五保金", "特困供养金", "特困金"),
        _income("养老保险金", "pension_income", "领取养老保险金", "养老金", "养老保险"),
        _income("生态补偿金", "eco_comp_income"),
        _income("其他转移性收入", "other_transfer_income", "其它转移性收入"),
        _income("生产经营性支出", "business_expense", "经营性支出"),
        _income("纯收入", "net_income", "家庭纯收入", "年纯收入"),
        _income("资产收益扶贫分红收入", "asset_dividend_income", "资产收益分红收入", "资产收益扶贫分红"),
        _income("其他财产性收入", "other_property_income", "其它财产性收入"),
        _year("耕地面积（亩）", "farmland_area", MU, "耕地"),
        _year("水面面积", "water_area", MU, "水域面积", "水面"),
        _year("是否加入农民专业合作组织", "coop_member", YES_NO, "加入农民专业合作社", "是否加入农民专业合作社"),
        _year("退耕还林面积（亩）", "returned_forest_area", MU, "退耕还林"),
        _year("林果面积（亩）", "fruit_area", MU, "林果"),
        _year("牧草地面积", "grass_area", MU, "牧草地", "草地面积"),
        _year("林地面积（亩）", "forest_area", MU, "林地"),
        _year("是否通生产用电", "power_prod", YES_NO, "生产用电"),
        _year("是否通生活用电", "power_life", YES_NO, "生活用电"),
        _year("是否通广播电视", "broadcast_tv", YES_NO, "广播电视"),
        _year("与村主干路距离", "dist_main_road", KILOMETRES, "与村主干道距离", "距村主干路距离"),
        _year("入户路类型", "road_type", Coded(ROAD_TYPE), "入户路情况"),
        _year("住房面积", "housing_area", SQUARE_METRES, "住房建筑面积"),
        _year("是否有卫生厕所", "toilet_sanitary", YES_NO, "卫生厕所"),
        _year("主要燃料类型", "fuel_type", Coded(FUEL_TYPE), "燃料类型", "主要燃料"),
        _year("危房级别", "danger_grade", Coded(DANGER_GRADE), "危房等级", "房屋等级"),
        _year("是否有龙头企业带动", "led_by_enterprise", YES_NO, "龙头企业带动"),
        _year("是否有创业致富带头人带动", "led_by_leader", YES_NO, "创业致富带头人带动", "致富带头人带动"),
    ),
    needed=("户编号", "户主姓名"),
    required=("户编号",),
)

PERSONS: Final = Layout(
    Label("人员表", "person sheet"),
    (
        *_places(
            ("county", "县", ("县区", "县(市、区)", "区县", "县市区")),
            ("township", "乡镇", ("乡", "乡(镇)", "镇", "乡镇街道")),
            ("village", "行政村", ("村", "村名", "行政村名称", "行政村代码")),
        ),
        _household("自然村", "hamlet", WORDS, "村民小组", "组", "自然村(组)", "自然村/村民小组"),
        _household("户编号", "household_no", NUMBER, "户号", "家庭编号", "户ID"),
        _member("人编号", "person_no", NUMBER, "人员编号", "个人编号", "人ID"),
        _member("姓名", "name", WORDS, "成员姓名", "家庭成员姓名"),
        _member("证件号码", "id_number", CERTIFICATE, "证件号", "身份证号", "身份证号码", "公民身份号码"),
        _year("人数", "member_count", PEOPLE, "家庭人口数", "家庭人口", "家庭人数"),
        _member("与户主关系", "relation", Coded(RELATION), "与户主的关系", "关系"),
        _member("民族", "ethnicity", Coded(ETHNICITY)),
        _member_year("文化程度", "education", Coded(EDUCATION), "学历"),
        _member_year("在校生状况", "school_status", Coded(SCHOOL_STATUS), "在校生情况", "在校状况"),
        _member_year("健康状况", "health", Several(HEALTH, 4), "身体状况"),
        _member_year("劳动技能", "labour", Coded(LABOUR), "劳动能力", "劳动力"),
        _member_year("务工时间（月）", "work_months", MONTHS, "务工月数", "外出务工时间"),
        _member_year(
            "是否参加大病保险", "serious_illness_ins", YES_NO, "大病保险", "是否参加城乡居民大病保险", "参加大病医疗"
        ),
        _household("致贫原因1", "cause_main", Coded(CAUSE_MAIN), "主要致贫原因", "致贫原因"),
        _year("危房户", "is_dangerous_house", YES_NO, "是否危房", "危房"),
        _year("是否解决安全饮用水", "water_safe", YES_NO, "饮水是否安全", "是否饮水安全", "安全饮用水"),
        _income("人均纯收入", "net_income_per_capita", "家庭人均纯收入", "年人均纯收入"),
        _household("户联系电话", "phone", NUMBER, "联系电话", "户电话"),
        _member("人联系电话", "phone", NUMBER, "个人联系电话", "人电话"),
        _household("首次识别时间", "identified_on", DAY, "识别时间", "户识别时间"),
        _member("人员识别时间", "identified_on", DAY),
        _household("户类型", "household_attr", Coded(HOUSEHOLD_ATTR), "贫困户属性", "贫困户类型", "农户类型"),
        _household("监测对象类型", "monitor_type", Coded(MONITOR_TYPE), "监测对象类别", "监测户类型"),
        _household("风险是否消除", "risk_cleared", YES_NO),
        _household("风险识别时间", "risk_identified_on", DAY),
        _household("风险消除时间", "risk_cleared_on", DAY),
    ),
    needed=("户编号", "姓名", "与户主关系"),
    required=("户编号", "姓名"),
)

_POSITIONS: Final[Mapping[str, Mapping[tuple[Target, str], int]]] = {
    one.name.zh: {(column.target, column.field): at for at, column in enumerate(one.columns)}
    for one in (HOUSEHOLDS, PERSONS)
}

_TARGETS: Final[Mapping[str, Mapping[Target, Sequence[tuple[str, int]]]]] = {
    one.name.zh: {
        target: [(column.field, at) for at, column in enumerate(one.columns) if column.target is target]
        for target in Target
    }
    for one in (HOUSEHOLDS, PERSONS)
}
