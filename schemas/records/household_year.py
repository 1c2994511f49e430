"""A household's year: living conditions, the two assurances and three guarantees, land, and the income block.

Named by `schemas.naming.household_year_id`, so that two tablets that open the same year offline meet in one record.
Conditions that decide on an exit (food, clothing, water, housing, lasting income) are reviewed where they conflict.
"""

from typing import Annotated

from schemas.codes.household import DANGER_GRADE, FUEL_TYPE, HOUSE_STRUCTURE, ROAD_TYPE
from schemas.fields import Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.income import Income
from schemas.records.confirmation import CONFIRMING, Confirmation
from schemas.records.photo import Photo
from schemas.values import (
    Count,
    Fen,
    FloorArea,
    LandArea,
    LongText,
    Metres,
    People,
    Score,
    Sha256,
    ShortText,
    Uuid,
    Year,
    YesNo,
)

PERSONAL, INCOME = Sensitivity.PERSONAL, Sensitivity.INCOME
REVIEW = MergePolicy.REVIEW

HOUSEHOLD_YEAR = RecordType(
    "household_year",
    Label("户年度", "household's year"),
    "How a household lives in one year, and what it earns.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("year", Year, Label("年度", "year"), PERSONAL, merge=REVIEW, required=True),
        Field("member_count", People, Label("家庭人口数", "size of the household"), PERSONAL, source="V6"),
        Field(
            "housing_area",
            FloorArea,
            Label("住房面积", "floor space"),
            PERSONAL,
            merge=REVIEW,
            note="0 means that the household has no house.",
            source="V6,V20",
        ),
        Field(
            "house_structure",
            Annotated[str, HOUSE_STRUCTURE],
            Label("住房结构", "structure of the house"),
            PERSONAL,
            source="V20",
        ),
        Field("house_built_year", Year, Label("建房年度", "house built in"), PERSONAL, source="V9"),
        Field("house_renovated_year", Year, Label("危房改造年度", "house renovated in"), PERSONAL, source="V9"),
        Field(
            "is_dangerous_house",
            YesNo,
            Label("是否危房户", "dangerous house"),
            PERSONAL,
            merge=REVIEW,
            source="V6,V8",
        ),
        Field(
            "danger_grade",
            Annotated[str, DANGER_GRADE],
            Label("危房级别", "danger grade of the house"),
            PERSONAL,
            merge=REVIEW,
            source="V6,V8",
        ),
        Field(
            "water_difficult", YesNo, Label("饮水是否困难", "water hard to get"), PERSONAL, merge=REVIEW, source="V8"
        ),
        Field(
            "water_safe", YesNo, Label("饮水是否安全", "water safe to drink"), PERSONAL, merge=REVIEW, source="V6,V8"
        ),
        Field("power_life", YesNo, Label("通生活用电", "electricity in the house"), PERSONAL, source="V6"),
        Field("power_prod", YesNo, Label("通生产用电", "electricity for production"), PERSONAL, source="V6"),
        Field("broadcast_tv", YesNo, Label("通广播电视", "radio and television"), PERSONAL, source="V6"),
        Field("toilet_sanitary", YesNo, Label("有无卫生厕所", "sanitary toilet"), PERSONAL, source="V6"),
        Field("road_type", Annotated[str, ROAD_TYPE], Label("入户路类型", "road to the house"), PERSONAL, source="V8"),
        Field("dist_main_road", Metres, Label("与村主干路距离", "distance to the main road"), PERSONAL, source="V6"),
        Field("fuel_type", Annotated[str, FUEL_TYPE], Label("主要燃料类型", "main fuel"), PERSONAL, source="V8"),
        Field("farmland_area", LandArea, Label("耕地面积", "farmland"), PERSONAL, source="V6"),
        Field("irrigated_area", LandArea, Label("有效灌溉面积", "irrigated farmland"), PERSONAL, source="V9"),
        Field("forest_area", LandArea, Label("林地面积", "forest"), PERSONAL, source="V6"),
        Field(
            "forest_prov_area",
            LandArea,
            Label("省级以上公益林面积", "public-welfare forest, provincial or above"),
            PERSONAL,
            note="Compensated at 15 yuan a mu and year.",
            source="S",
        ),
        Field(
            "forest_city_area",
            LandArea,
            Label("市级公益林面积", "public-welfare forest of the city"),
            PERSONAL,
            note="Compensated at 10 yuan a mu and year.",
            source="S",
        ),
        Field(
            "returned_forest_area",
            LandArea,
            Label("退耕还林面积", "farmland returned to forest"),
            PERSONAL,
            source="V6",
        ),
        Field("fruit_area", LandArea, Label("林果面积", "orchard"), PERSONAL, source="V6"),
        Field("grass_area", LandArea, Label("牧草地面积", "grassland"), PERSONAL, source="V6"),
        Field("water_area", LandArea, Label("水面面积", "water surface"), PERSONAL, source="V6"),
        Field(
            "coop_member",
            YesNo,
            Label("加入农民专业合作组织", "member of a farmers' cooperative"),
            PERSONAL,
            source="V6",
        ),
        Field("led_by_enterprise", YesNo, Label("有龙头企业带动", "led by an enterprise"), PERSONAL, source="V6"),
        Field(
            "led_by_leader", YesNo, Label("有创业致富带头人带动", "led by a local entrepreneur"), PERSONAL, source="V6"
        ),
        Field("food_ok", YesNo, Label("不愁吃", "food assured"), PERSONAL, merge=REVIEW, source="V1"),
        Field("clothes_ok", YesNo, Label("不愁穿", "clothing assured"), PERSONAL, merge=REVIEW, source="V1"),
        Field("has_car", YesNo, Label("名下有车辆", "owns a car"), PERSONAL, source="V4"),
        Field("has_town_house", YesNo, Label("名下有商品房", "owns a flat in town"), PERSONAL, source="V4"),
        Field("has_business", YesNo, Label("有工商登记", "registered business"), PERSONAL, source="V4"),
        Field(
            "has_public_employee",
            YesNo,
            Label("有财政供养人员", "member on the public payroll"),
            PERSONAL,
            note="Like the three above normally known from rosters, and only a hint.",
            source="V4",
        ),
        Field(
            "income_channels",
            Count,
            Label("稳定增收渠道数", "lasting sources of income"),
            PERSONAL,
            merge=REVIEW,
            source="S",
        ),
        Field("income", Income, Label("收入", "income"), INCOME, merge=REVIEW, source="V6,V9,V10"),
        Collection(
            "income_evidence",
            Photo,
            Label("收入凭证", "proof of income"),
            INCOME,
            key=Sha256,
            note="The lines of the income name these as their evidence.",
        ),
        Field(
            "confirmation",
            Confirmation,
            Label("确认", "confirmation"),
            PERSONAL,
            merge=REVIEW,
            workflow=CONFIRMING,
            note="Once it is locked by the county, an amendment alone changes the year.",
        ),
        Field("credit_demand", YesNo, Label("有信贷需求", "wants credit"), PERSONAL),
        Field("credit_eligible", YesNo, Label("符合信贷条件", "eligible for credit"), PERSONAL),
        Field("satisfaction", Score, Label("满意度", "satisfaction"), PERSONAL, note="Asked of the household."),
        Field("satisfaction_remark", LongText, Label("满意度说明", "remark on satisfaction"), PERSONAL),
        Field("ecom_willing", YesNo, Label("电商意愿", "willing to sell online"), PERSONAL, source="S"),
        Field("ecom_able", YesNo, Label("电商能力", "able to sell online"), PERSONAL, source="S"),
        Field("ecom_trained", YesNo, Label("参加电商培训", "trained to sell online"), PERSONAL, source="S"),
        Field("ecom_product", ShortText, Label("电商产品", "product sold online"), PERSONAL),
        Field("ecom_shop_url", LongText, Label("网店地址", "address of the online shop"), PERSONAL),
        Field("ecom_sales", Fen, Label("电商销售额", "online sales"), INCOME),
    ),
    deleted_by=frozenset({"collector", "township", "server"}),  # the server by an amendment that was approved
)
