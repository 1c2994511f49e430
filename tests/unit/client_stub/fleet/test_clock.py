from random import Random

from client_stub.fleet.clock import DAY_LENGTH, FieldClock

NOW = 1_540_000_000_000
HOUR = 3_600_000


def test_a_day_ends_now_and_time_runs_through_it():
    clock = FieldClock(lambda: NOW, Random(1))
    evening = clock()
    assert abs(evening - NOW) <= HOUR
    clock.begin_day()
    assert clock() == evening - DAY_LENGTH
    clock.pass_time(HOUR)
    assert clock() == evening - DAY_LENGTH + HOUR
    clock.pass_time(100 * HOUR)
    assert clock() == evening
    clock.begin_day()
    clock.end_day()
    assert clock() == evening


def test_clocks_err_by_minutes_years_back_and_far_ahead():
    errors: set[str] = set()
    for seed in range(60):
        clock = FieldClock(lambda: NOW, Random(seed))
        before = clock()
        clock.jump()
        moved = clock() - before
        errors.add("minutes" if abs(moved) <= HOUR else "back" if moved < 0 else "ahead")
    assert errors == {"minutes", "back", "ahead"}
