import csv
from functools import cache

import pytest

from server.cli.areas import JIAOZUO
from server.exchange.faults import BadCell, Wrong
from server.exchange.gazetteer import Gazetteer


@cache
def jiaozuo() -> Gazetteer:
    with JIAOZUO.open(encoding="utf-8", newline="") as source:
        return Gazetteer((row["code"], row["name"]) for row in csv.DictReader(source))


def test_every_village_is_found_by_the_names_that_are_exported():
    with JIAOZUO.open(encoding="utf-8", newline="") as source:
        villages = [row["code"] for row in csv.DictReader(source) if row["level"] == "village"]
    assert len(villages) > 2000
    for village in villages:
        names = jiaozuo().names(village)
        assert jiaozuo().village(names) == village
        of_persons = {name: names[name] for name in ("county", "township", "village")}
        assert jiaozuo().village(of_persons) == village


@pytest.mark.parametrize(
    "place",
    [
        {"county": "博爱县", "township": "月山镇", "village": "皂角树村"},
        {"county": "博爱", "township": "月山", "village": "皂角树"},
        {"village": "皂角树村委会"},
        {"township": "博爱县月山镇", "village": "皂角树村民委员会"},
        {"county": "完全不对", "village": "410822102215"},
        {"city": "焦作", "village": " 皂角树村 "},
    ],
)
def test_a_village_goes_by_many_names(place: dict[str, str]):
    assert jiaozuo().village(place) == "410822102215"


def test_a_code_that_the_list_lacks_is_taken_and_written():
    assert jiaozuo().village({"village": "410822102999"}) == "410822102999"
    assert jiaozuo().names("410822102999")["village"] == "410822102999"


@pytest.mark.parametrize(
    ("place", "wrong", "hint"),
    [
        ({"county": "搏爱县", "village": "皂角树"}, Wrong.UNKNOWN_PLACE, "博爱县"),
        ({"township": "月山镇", "village": "皂角村"}, Wrong.UNKNOWN_PLACE, "皂角树村民委员会"),
        ({"county": "马村区", "township": "待王", "village": "待王"}, Wrong.SEVERAL_PLACES, "待王社区居民委员会"),
        ({"county": "Kashgar"}, Wrong.NOTHING_NEAR, "county"),
        ({"county": "博爱县"}, Wrong.MISSING, "village"),
        ({}, Wrong.MISSING, "village"),
    ],
)
def test_what_names_no_village_is_told_with_the_nearest(place: dict[str, str], wrong: Wrong, hint: str):
    with pytest.raises(BadCell) as caught:
        jiaozuo().village(place)
    assert caught.value.wrong is wrong
    assert hint in str(caught.value.facts)


def test_who_says_village_does_not_mean_the_neighbourhood():
    village = jiaozuo().village({"county": "马村区", "township": "待王", "village": "待王村"})
    assert jiaozuo().names(village)["village"] == "待王村民委员会"
