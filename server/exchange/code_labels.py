"""Codes by their labels, as other systems and other years write them; never by number, which differs (domain §1.10)."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from schemas.codes import CodeList
from server.exchange.cells import folded

VARIANTS: Final[Mapping[str, Mapping[str, str]]] = {
    "grant": {
        "帮扶人": "helper",
        "帮扶干部": "helper",
        "结对干部": "helper",
        "第一书记": "first_secretary",
        "工作队员": "team_member",
        "驻村队员": "team_member",
        "驻村工作队": "team_member",
        "村级责任组": "village_group",
        "脱贫责任组": "village_group",
        "村支书": "village_head",
        "村支部书记": "village_head",
        "村主任": "village_head",
        "村委主任": "village_head",
        "乡镇干部": "township",
        "乡镇扶贫办": "township",
        "县扶贫办": "county_office",
        "县攻坚办": "county_office",
        "市攻坚办": "city_office",
        "督查组": "inspector",
        "督查巡查组": "inspector",
        "审计": "auditor",
        "纪检": "auditor",
        "管理员": "admin",
    },
    "identify_standard": {"国标": "1", "国家标准户": "1", "省标": "2", "省级标准": "2", "市标": "3", "市级标准": "3"},
    "household_attr": {
        "一般": "01",
        "一般户": "01",
        "一般农户": "01",
        "低保户": "02",
        "低保": "02",
        "五保户": "03",
        "五保贫困户": "03",
        "特困户": "03",
        "特困供养户": "03",
        "特困供养贫困户": "03",
        "五保特困贫困户": "03",
    },
    "cause": {
        "疾病": "01",
        "残疾": "02",
        "上学": "03",
        "因教": "03",
        "灾害": "04",
        "因自然灾害": "04",
        "缺土": "05",
        "缺少土地": "05",
        "缺劳动力": "08",
        "缺少劳动力": "08",
        "交通落后": "10",
        "自身发展力不足": "11",
        "内生动力不足": "11",
        "因婚丧": "12",
        "其它": "99",
    },
    "monitor_type": {
        "脱贫不稳定": "1",
        "脱贫监测户": "1",
        "边缘户": "2",
        "边缘易致贫": "2",
        "突发严重困难": "3",
        "突发严重困难农户": "3",
    },
    "danger_grade": {"安全": "A", "基本安全": "B", "局部危险": "C", "整体危险": "D"},
    "road_type": {
        "泥土": "01",
        "土路": "01",
        "砂石": "02",
        "沙石路": "02",
        "水泥": "03",
        "混凝土路": "03",
        "沥青": "04",
    },
    "fuel_type": {
        "柴火": "01",
        "薪柴": "01",
        "煤": "03",
        "煤气": "04",
        "天然气": "04",
        "液化气": "04",
        "电": "04",
        "沼气": "04",
        "其它": "99",
    },
    "relation": {
        "本人": "01",
        "本人或户主": "01",
        "妻子": "02",
        "丈夫": "02",
        "妻": "02",
        "夫": "02",
        "儿子": "03",
        "女儿": "04",
        "儿媳": "05",
        "女婿": "06",
        "孙子": "07",
        "孙女": "08",
        "外孙子": "09",
        "外孙": "09",
        "外孙女": "10",
        "父亲": "11",
        "父": "11",
        "母亲": "12",
        "母": "12",
        "岳父": "13",
        "岳母": "14",
        "公公": "15",
        "婆婆": "16",
        "祖父": "17",
        "祖母": "18",
        "外祖父": "19",
        "外祖母": "20",
        "其它": "99",
        "兄弟姐妹": "21",
        "兄弟媳妇": "22",
        "叔伯": "23",
        "侄儿": "24",
        "侄子": "24",
        "侄女": "25",
        "曾孙子": "26",
        "曾孙女": "27",
    },
    "education": {
        "文盲": "01",
        "半文盲": "01",
        "文盲半文盲": "01",
        "文盲/半文盲": "01",
        "高中阶段": "04",
        "中专": "04",
        "高中或中专": "04",
        "大专": "05",
        "大学专科": "05",
        "大学专科及以上": "05",
        "学龄前": "06",
        "本科": "07",
        "大学本科": "07",
        "研究生": "07",
    },
    "school_status": {
        "非在校": "01",
        "不在校": "01",
        "学龄前儿童": "01",
        "幼儿园": "02",
        "初中一年级": "04",
        "初中二年级": "05",
        "初中三年级": "06",
        "高一": "07",
        "高二": "08",
        "高三": "09",
        "大专": "16",
        "本科": "16",
        "本科及以上": "16",
    },
    "health": {
        "良好": "01",
        "慢性病": "02",
        "患有长期慢性病": "02",
        "重病": "03",
        "患有大病": "03",
        "患大病": "03",
        "残疾人": "04",
    },
    "labour": {
        "普通劳动": "01",
        "技能劳动": "02",
        "丧失劳动能力": "03",
        "无劳动能力": "04",
        "弱劳动力": "05",
        "半劳动力": "05",
        "弱劳力半劳力": "05",
    },
    "ethnicity": {"其他": "97", "其它": "97"},
}
"""By code list: what else a label is written as, and its code. The list's own labels need not be named."""

_SAME: Final = {"cause_main": "cause"}
"""Lists whose labels are those of another."""

_BRACKETS: Final = re.compile(r"\([^()]*\)")
_GROUP: Final = re.compile(r"(.{1,5})族")


@cache
def by_label(codes: CodeList) -> Mapping[str, str]:
    """Return the codes of a list by every (folded) label that stands for them."""
    labels: dict[str, str] = {}
    for name, value in VARIANTS.get(_SAME.get(codes.name, codes.name), {}).items():
        if value in codes.codes:
            labels[folded(name)] = value
    for code in codes:
        whole = folded(code.label.zh)
        bare = _BRACKETS.sub("", whole)
        labels |= {whole: code.value, bare: code.value, whole.replace("(", "").replace(")", ""): code.value}
        if code.value.isalpha():  # classes that are letters: A级, A类
            labels |= {code.value: code.value}
        if group := _GROUP.fullmatch(bare):
            labels.setdefault(group[1], code.value)
    return labels


@cache
def labels_of(codes: CodeList) -> Mapping[str, str]:
    """Return the labels of a list by their codes, as they are written."""
    return {code.value: code.label.zh for code in codes}
