"""Times are China's, whatever the machine's zone is."""

import time
from datetime import UTC, datetime

import pytest

from schemas.day import day_of, local_time, moment_of, shown_time

MOMENT = 1_540_000_000_000


@pytest.fixture(params=["UTC", "America/New_York"], autouse=True)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_moment_is_shown_as_clocks_in_china_do():
    assert f"{local_time(MOMENT):%Y-%m-%d %H:%M:%S}" == "2018-10-20 09:46:40"
    assert shown_time(MOMENT) == "2018-10-20 09:46"
    assert shown_time(2**51) == "2251799813685248"  # a device's clock may say anything
    assert day_of(MOMENT) == "2018-10-20"
    assert day_of(MOMENT - 10 * 3_600_000) == "2018-10-19"


def test_a_time_without_a_zone_is_chinas():
    assert moment_of(datetime(2018, 10, 20, 9, 46, 40)) == MOMENT  # noqa: DTZ001 -- as people type it
    assert moment_of(datetime(2018, 10, 20, 1, 46, 40, tzinfo=UTC)) == MOMENT
    assert moment_of(local_time(MOMENT)) == MOMENT
