"""The committed areas form one tree, and every code is one that the schema takes."""

import csv
from pathlib import Path

from schemas.area import level, parse_area

AREAS = Path(__file__).parents[2] / "data" / "areas" / "jiaozuo.csv"


def read_areas() -> list[dict[str, str]]:
    with AREAS.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_codes_levels_and_parents_agree():
    seen: set[str] = set()
    for area in read_areas():
        assert level(parse_area(area["code"])) == area["level"]
        assert area["name"]
        if area["level"] == "city":
            assert not area["parent"]
        else:
            assert area["code"].startswith(area["parent"])
            assert area["parent"] in seen
        assert area["code"] not in seen
        seen.add(area["code"])


def test_all_of_jiaozuo_is_there():
    levels = [area["level"] for area in read_areas()]
    assert {name: levels.count(name) for name in set(levels)} == {
        "city": 1,
        "county": 11,
        "township": 112,
        "village": 2024,
    }


def test_lines_end_as_on_every_platform():
    assert b"\r" not in AREAS.read_bytes()
