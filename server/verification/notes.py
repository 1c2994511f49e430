"""What a flag says besides: circumstances under which its figures are to be read, in both languages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from schemas.label import Label
from server.verification.policy import Level


class Note(StrEnum):
    """A circumstance; its code stands in the evidence."""

    WINDOW_CHANGED = "window_changed"
    PROVINCE_UNKNOWN = "province_unknown"
    CITY_UNKNOWN = "city_unknown"
    COUNTY_UNKNOWN = "county_unknown"


LABELS: Final[Mapping[Note, Label]] = {
    Note.WINDOW_CHANGED: Label("两年核算期不同", "the two years have different accounting windows"),
    Note.PROVINCE_UNKNOWN: Label("省定标准未配置", "the province's standard is not configured"),
    Note.CITY_UNKNOWN: Label("市定标准未配置", "the city's standard is not configured"),
    Note.COUNTY_UNKNOWN: Label("县定标准未配置", "the county's standard is not configured"),
}

PASSED_OVER: Final[Mapping[Level, Note]] = {
    "province": Note.PROVINCE_UNKNOWN,
    "city": Note.CITY_UNKNOWN,
    "county": Note.COUNTY_UNKNOWN,
}
"""What is said where a level nearer than the value used has an entry without a value."""
