"""Code lists of a household: how it is registered, why it is poor, how it lives."""

from schemas.codes.codelist import Code, CodeList
from schemas.label import Label

IDENTIFY_STANDARD = CodeList(
    "identify_standard",
    Label("识别标准", "identification standard"),
    Code("1", Label("国家标准", "national standard")),
    Code("2", Label("省定标准", "provincial standard")),
    Code("3", Label("市定标准", "city standard")),
)

HOUSEHOLD_ATTR = CodeList(
    "household_attr",
    Label("贫困户属性", "household attribute"),
    Code("01", Label("一般贫困户", "ordinary poor household")),
    Code("02", Label("低保贫困户", "poor household on dibao")),
    Code("03", Label("五保（特困）贫困户", "destitute (tekun) household")),
)

TEKUN_SUPPORT = CodeList(
    "tekun_support",
    Label("供养方式", "support of the destitute"),
    Code("1", Label("分散供养", "at home")),
    Code("2", Label("集中供养", "in an institution")),
)

POVERTY_STATUS = CodeList(
    "poverty_status",
    Label("脱贫属性", "poverty status"),
    Code("0", Label("未脱贫", "not exited")),
    Code("1", Label("已脱贫", "exited")),
    Code("2", Label("预脱贫", "exit in preparation")),
    Code("3", Label("返贫", "relapsed")),
)

_CAUSES = (
    Code("01", Label("因病", "illness")),
    Code("02", Label("因残", "disability")),
    Code("03", Label("因学", "schooling costs")),
    Code("04", Label("因灾", "disaster")),
    Code("05", Label("缺土地", "lack of land")),
    Code("06", Label("缺水", "lack of water")),
    Code("07", Label("缺技术", "lack of skills")),
    Code("08", Label("缺劳力", "lack of labour")),
    Code("09", Label("缺资金", "lack of funds")),
    Code("10", Label("交通条件落后", "poor roads")),
    Code("11", Label("自身发展动力不足", "lack of own initiative")),
)
_OTHER_CAUSE = Code("99", Label("其他", "other"))

CAUSE_MAIN = CodeList("cause_main", Label("主要致贫原因", "main cause of poverty"), *_CAUSES, _OTHER_CAUSE)

CAUSE = CodeList(
    "cause",
    Label("致贫原因", "cause of poverty"),
    *_CAUSES,
    Code("12", Label("因婚", "marriage costs")),  # never a main cause
    _OTHER_CAUSE,
)

RELOCATE_MODE = CodeList(
    "relocate_mode",
    Label("搬迁方式", "mode of relocation"),
    Code("1", Label("整村搬迁", "whole village")),
    Code("2", Label("分散搬迁", "single households")),
)

RESETTLE_MODE = CodeList(
    "resettle_mode",
    Label("安置方式", "mode of resettlement"),
    Code("1", Label("集中安置", "in a settlement")),
    Code("2", Label("分散安置", "dispersed")),
)

MONITOR_TYPE = CodeList(
    "monitor_type",
    Label("监测对象类别", "type of monitored household"),
    Code("1", Label("脱贫不稳定户", "exited, not stable")),
    Code("2", Label("边缘易致贫户", "near-poor, at risk")),
    Code("3", Label("突发严重困难户", "sudden severe hardship")),
)

HOUSE_STRUCTURE = CodeList(
    "house_structure",
    Label("住房结构", "structure of the house"),
    Code("01", Label("钢混", "reinforced concrete")),
    Code("02", Label("砖混", "brick and concrete")),
    Code("03", Label("砖木", "brick and timber")),
    Code("04", Label("土坯", "adobe")),
    Code("05", Label("窑洞", "cave dwelling")),
    Code("99", Label("其他", "other")),
)

DANGER_GRADE = CodeList(
    "danger_grade",
    Label("危房级别", "danger grade of the house"),
    Code("A", Label("A级（安全）", "A (safe)")),
    Code("B", Label("B级（基本安全）", "B (safe on the whole)")),
    Code("C", Label("C级（局部危险）", "C (dangerous in part)")),
    Code("D", Label("D级（整体危险）", "D (dangerous as a whole)")),
)

ROAD_TYPE = CodeList(
    "road_type",
    Label("入户路类型", "road to the house"),
    Code("01", Label("泥土路", "earth")),
    Code("02", Label("砂石路", "gravel")),
    Code("03", Label("水泥路", "concrete")),
    Code("04", Label("沥青路", "asphalt")),
)

FUEL_TYPE = CodeList(
    "fuel_type",
    Label("主要燃料类型", "main fuel"),
    Code("01", Label("柴草", "firewood and straw")),
    Code("02", Label("干畜粪", "dried dung")),
    Code("03", Label("煤炭", "coal")),
    Code("04", Label("清洁能源", "clean energy")),
    Code("99", Label("其他", "other")),
)

HOUSEHOLD_LISTS = (
    IDENTIFY_STANDARD,
    HOUSEHOLD_ATTR,
    TEKUN_SUPPORT,
    POVERTY_STATUS,
    CAUSE_MAIN,
    CAUSE,
    RELOCATE_MODE,
    RESETTLE_MODE,
    MONITOR_TYPE,
    HOUSE_STRUCTURE,
    DANGER_GRADE,
    ROAD_TYPE,
    FUEL_TYPE,
)
