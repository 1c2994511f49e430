"""The village: what it is called, where it lies, where it stands in the programme. What changes each year is apart.

Named by `schemas.naming.village_id`, so that a village has one record wherever it is written first.
"""

from typing import Annotated, NotRequired

from pydantic import Field as Constraint
from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.village import VILLAGE_STATUS
from schemas.codes.visit import CRS
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import GeoE7, LatitudeE7, Metres, Phone, ShortText, TownshipCode, VillageCode, Year, YesNo

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW


@with_config(extra="allow")
class Corner(TypedDict):
    """A corner of a boundary."""

    lat: Annotated[LatitudeE7, Label("纬度", "latitude")]
    lon: Annotated[GeoE7, Label("经度", "longitude")]


@with_config(extra="allow")
class Boundary(TypedDict):
    """Where a village lies: within a polygon, or within a radius of its centre, as long as nobody has drawn one."""

    crs: Annotated[str, CRS, Label("坐标系", "coordinate system")]
    centre: NotRequired[Annotated[Corner | None, Label("中心点", "centre")]]
    radius: NotRequired[Annotated[Metres | None, Label("半径", "radius")]]
    polygon: NotRequired[
        Annotated[
            Annotated[list[Corner], Constraint(strict=True, min_length=3, max_length=500)] | None,
            Label("边界", "corners in order"),
        ]
    ]


VILLAGE = RecordType(
    "village",
    Label("村", "village"),
    "An administrative village: its name, its place in the programme, and who stands by it.",
    (
        Field("village_code", VillageCode, Label("行政村代码", "village code"), PUBLIC, merge=REVIEW, required=True),
        Field("name", ShortText, Label("行政村", "name of the village"), PUBLIC, merge=REVIEW, required=True),
        Field("township_code", TownshipCode, Label("乡镇代码", "township code"), PUBLIC, merge=REVIEW, required=True),
        Field("office_phone", Phone, Label("村办公电话", "phone of the village office"), PUBLIC, source="V6"),
        Field("is_poor_village", YesNo, Label("贫困村", "poor village"), PUBLIC, merge=REVIEW, source="S"),
        Field("is_deep_poor", YesNo, Label("深度贫困村", "deep-poor village"), PUBLIC, merge=REVIEW, source="S"),
        Field(
            "village_status",
            Annotated[str, VILLAGE_STATUS],
            Label("退出状态", "exit status"),
            PUBLIC,
            merge=REVIEW,
            note="Of poor villages only.",
            source="S",
        ),
        Field("exit_year", Year, Label("退出年度", "year of exit"), PUBLIC, merge=REVIEW, source="S"),
        Field("paired_enterprise", ShortText, Label("百企帮百村企业", "paired enterprise"), PUBLIC, source="S"),
        Field("paired_unit", ShortText, Label("帮扶单位", "helping unit"), PUBLIC, source="S"),
        Field("city_leader", ShortText, Label("联系市领导", "city leader in charge"), PUBLIC, source="S"),
        Field(
            "boundary",
            Boundary,
            Label("村界", "boundary"),
            PUBLIC,
            note="Positions of visits are compared with it after conversion to its coordinate system.",
        ),
    ),
    deleted_by=frozenset({"township", "county_office"}),
)
