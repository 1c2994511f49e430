from client_stub.clock import Clock

DAY = 86_400_000


def test_an_answer_is_taken_to_be_made_halfway():
    walls = iter([1_000, 1_200])
    clock = Clock(lambda: next(walls))
    clock.learn(51_100, asked=clock.wall())
    assert clock.offset == 50_000


def test_the_offset_corrects_whatever_the_wall_clock_shows():
    clock = Clock(lambda: 7 * DAY, offset=-2 * DAY)
    assert clock.now() == 5 * DAY


def test_no_time_lies_before_1970():
    assert Clock(lambda: DAY, offset=-2 * DAY).now() == 0
