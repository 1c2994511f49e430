"""A village's year: people, the six connections, services, and its own economy.

Named by `schemas.naming.village_year_id`. What decides on the village's exit is reviewed where it conflicts.
"""

from typing import Annotated

from pydantic import Field as Constraint

from schemas.fields import Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.records.document import Document
from schemas.values import (
    CalendarDate,
    Centimetres,
    Count,
    Days,
    Fen,
    LongText,
    RecordLink,
    Sha256,
    Share,
    ShortText,
    Uuid,
    VillageCode,
    Year,
    YesNo,
)

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW


def _decisive(name: str, zh: str, en: str, source: str) -> Field:
    return Field(name, YesNo, Label(zh, en), PUBLIC, merge=REVIEW, source=source)


def _connection(name: str, zh: str, en: str) -> tuple[Field, Field]:
    """One of the six connections, and since when it is there."""
    since = Field(f"{name}_since", CalendarDate, Label(f"{zh}时间", f"{en} since"), PUBLIC, source="S")
    return _decisive(name, zh, en, "S"), since


def _done(name: str, zh: str, en: str) -> Field:
    return Field(name, Share, Label(zh, en), PUBLIC, note="The share done; all of it where it is finished.", source="S")


VILLAGE_YEAR = RecordType(
    "village_year",
    Label("村年度", "village's year"),
    "How many people live in a village in one year, what it is connected to, and what it earns.",
    (
        Field("village_code", VillageCode, Label("行政村代码", "village code"), PUBLIC, merge=REVIEW, required=True),
        Field("year", Year, Label("年度", "year"), PUBLIC, merge=REVIEW, required=True),
        Field("households", Count, Label("户数", "households"), PUBLIC, merge=REVIEW),
        Field(
            "population",
            Count,
            Label("人口", "population"),
            PUBLIC,
            merge=REVIEW,
            note="The poverty rate is poor_population by population.",
        ),
        Field("poor_households", Count, Label("贫困户数", "poor households"), PUBLIC, merge=REVIEW),
        Field("poor_population", Count, Label("贫困人口", "poor population"), PUBLIC, merge=REVIEW),
        *_connection("water", "通水", "water supply"),
        *_connection("power", "通电", "electricity"),
        *_connection("road", "通路", "road"),
        *_connection("net", "通网", "network"),
        *_connection("post", "通邮", "post"),
        *_connection("bus", "通客车", "bus"),
        Field(
            "bus_feasible",
            YesNo,
            Label("具备通车条件", "bus feasible"),
            PUBLIC,
            merge=REVIEW,
            note="The target for buses counts only villages where one can run.",
            source="S",
        ),
        _decisive("three_phase_power", "通动力电", "three-phase power", "S"),
        _decisive("road_hardened", "通村路硬化", "road hardened", "S,V1"),
        Field(
            "road_width",
            Centimetres,
            Label("通村路宽", "width of the road"),
            PUBLIC,
            note="The guide is 3.5 m.",
            source="V1",
        ),
        _decisive("broadcast_tv", "通广播电视", "radio and television", "V1"),
        _decisive("broadband", "基本通宽带", "broadband", "V1"),
        _decisive("clinic_standard", "标准化卫生室", "clinic up to standard", "S,V1"),
        _decisive("village_doctor", "合格乡村医生", "qualified doctor", "S,V1"),
        _decisive("culture_center", "综合性文化服务中心", "centre of culture", "S,V1"),
        Field("culture_square", YesNo, Label("文化广场", "square of culture"), PUBLIC, source="S,V1"),
        Field("village_office", YesNo, Label("村室", "village office"), PUBLIC, source="S,V1"),
        _done("toilet_done", "改厕", "toilets renovated"),
        _done("waste_done", "垃圾治理", "waste collected"),
        _done("sewage_done", "污水治理", "sewage treated"),
        _done("greening_done", "绿化亮化", "greening and lighting"),
        Field(
            "collective_income",
            Fen,
            Label("村集体经济收入", "income of the village collective"),
            PUBLIC,
            merge=REVIEW,
            source="S",
        ),
        Field(
            "industries",
            Annotated[list[ShortText], Constraint(strict=True, max_length=20)],
            Label("优势特色产业", "industries"),
            PUBLIC,
            note="One or two in each village that is able, by 2020.",
            source="S",
        ),
        Field("ecom_leader_id", Uuid, Label("电商带头人", "leader in online trade"), PERSONAL, source="S"),
        Field("ecom_site", LongText, Label("电商网点", "site of online trade"), PUBLIC, source="S"),
        Field("team_attendance_days", Days, Label("驻村天数", "days that the team was there"), PUBLIC),
        Collection("plan_document", Document, Label("逐村专项方案", "the village's own plan"), PUBLIC, key=Sha256),
        Collection(
            "democracy_records",
            Document,
            Label("四议两公开记录", "records of village democracy"),
            PERSONAL,
            key=Sha256,
        ),
        Collection(
            "fund_notices",
            RecordLink,
            Label("资金公告公示", "notices about funds"),
            PUBLIC,
            key=Uuid,
            note="Public notices of the kinds project and fund, by their record.",
        ),
    ),
    deleted_by=frozenset({"township", "county_office"}),
)
