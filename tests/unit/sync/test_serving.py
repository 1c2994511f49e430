"""Answering: what a replica says to one that pushes, pulls or asks for ids, and what it tells nobody."""

import pytest

from sync import messages, serving
from sync.errors import OutsideScope, TooLarge
from sync.limits import MAX_BATCH_REVISIONS, PAGE_BYTES, PAGE_ROWS, PAGE_SEAL_BYTES, TOLD_BYTES
from sync.messages import PROTOCOL, IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision, parse
from sync.seal import seal
from sync.serving import Asker
from sync.storage import START
from tests.replicas import CITY, HOUSEHOLD, NOW, OTHER_VILLAGE, VILLAGE, People, Server, key_of, revise, split, uuid


@pytest.fixture
def people() -> People:
    people = People()
    people.server("city", CITY)
    people.home("city", CITY)
    people.tablet("tablet", ["anna"])
    people.tablet("second", ["bob"])
    people.assign("anna", VILLAGE)
    people.assign("bob", VILLAGE)
    people.assign("bob", OTHER_VILLAGE)
    return people


@pytest.fixture
def home(people: People) -> Server:
    return Server("city", people.directory)


def push(home: Server, *lines: bytes | Revision, by: str = "tablet") -> tuple[PushAnswer, list[bytes]]:
    revisions = [one for one in lines if isinstance(one, Revision)]
    areas = {one.area for one in revisions}
    seals = [seal(key_of(by), area, [one.id for one in revisions if one.area == area], NOW) for area in areas]
    header = PushHeader(PROTOCOL, tuple(seals))
    body = messages.encode_body(header, [one.body if isinstance(one, Revision) else one for one in lines])
    first, rest = split(home.push(by, body))
    return messages.decode_header(first, PushAnswer), rest


def pull(home: Server, device: str = "tablet", **asked: object) -> tuple[PullHeader, list[bytes]]:
    with home.store.begin() as tx:
        return serving.pull(tx, PullRequest(PROTOCOL, **asked), home.asker(device), server="city", now=NOW)


# --------------------------------------------------------------------------------------------------------------- push


def test_every_line_has_its_outcome_in_order(home: Server):
    good = revise({"hamlet": "东"})
    answer, _ = push(home, b"{}", good, b"not json", b"x" * 300_000)
    assert [(one.id, one.status, one.reason, one.line) for one in answer.outcomes] == [
        ("", Status.REFUSED, Reason.MALFORMED, 0),
        (good.id, Status.ACCEPTED, None, None),
        ("", Status.REFUSED, Reason.MALFORMED, 2),
        ("", Status.REFUSED, Reason.TOO_LARGE, 3),
    ]


def test_verdicts_follow_as_lines_with_the_seals_that_name_them(home: Server):
    one = revise({"phone": "1"})
    answer, lines = push(home, one)
    (said,) = map(parse, lines)
    assert answer.seals[0].verdicts == {one.id: said.id}
    again, same = push(home, one)
    assert (again.seals, same) == (answer.seals, lines)


def test_conflicts_heads_and_ends_of_what_it_touched_are_told(home: Server):
    one, two = revise({"household_no": "1"}), revise({"household_no": "2"}, actor="bob")
    push(home, one)
    answer, _ = push(home, two, by="second")
    (conflict,) = answer.conflicts
    assert (conflict.field, [each.value for each in conflict.candidates]) == (
        "household_no",
        [each.set["household_no"] for each in sorted((one, two), key=lambda each: each.id)],
    )
    assert answer.heads[0].heads == tuple(sorted((one.id, two.id)))
    assert answer.streams[VILLAGE].number == 2


def test_of_what_it_may_not_read_it_is_told_its_outcomes_alone(home: Server):
    push(home, revise({"household_no": "1"}, area=OTHER_VILLAGE, actor="bob"), by="second")
    probe = revise({"household_no": "2"}, area=OTHER_VILLAGE)
    answer, lines = push(home, probe)
    assert answer.outcomes[0].reason is Reason.OUTSIDE_SCOPE
    assert (answer.conflicts, answer.heads, answer.streams, lines) == ((), (), {}, [])


def test_verdicts_on_what_others_pushed_are_not_told(home: Server):
    parent = revise({"hamlet": "东"}, actor="bob", device="second")
    child = revise({"phone": "1"}, [parent], actor="bob", device="second")
    push(home, child, by="second")
    answer, lines = push(home, parent)
    assert answer.outcomes[0].status is Status.QUARANTINED  # the tablet is not bob's
    answer, lines = push(home, parent, by="second")
    assert lines == []
    assert home.state().values() == {}


def test_what_is_told_stays_a_header(home: Server):
    keys = [RecordKey("household", uuid(number)) for number in range(40)]
    push(home, *(revise({"unknown": "x" * 20_000}, key=key) for key in keys))
    answer, _ = push(home, *(revise({"unknown": "y" * 20_000}, key=key) for key in keys))
    assert 0 < len(answer.conflicts) < len(keys)
    assert sum(map(messages.size_of, answer.conflicts)) <= TOLD_BYTES
    assert len(answer.outcomes) == len(keys)


def test_a_batch_has_a_size(home: Server):
    with pytest.raises(TooLarge):
        push(home, *([b"{}"] * (MAX_BATCH_REVISIONS + 1)))


# --------------------------------------------------------------------------------------------------------------- pull


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 100])
def test_pages_of_any_size_give_the_stream_and_skip_nothing(home: Server, rows: int):
    push(home, *(revise({"hamlet": str(number)}) for number in range(7)), by="tablet")
    seen: list[str] = []
    cursor: tuple[int, str] = START
    while True:
        header, lines = pull(home, "second", cursors={VILLAGE: cursor}, rows=rows)
        if not header.pages:
            break
        (page,) = header.pages
        assert (page.after, page.number) == (cursor[0], cursor[0] + len(lines))
        assert header.remains == 7 - page.number
        seen += [parse(line).id for line in lines]
        cursor = (page.number, page.digest)
    assert seen == [row.id for row in home.rows()]


def test_what_the_asker_brought_comes_back_as_ids(home: Server):
    one = revise({"hamlet": "东"})
    push(home, one)
    header, lines = pull(home)
    assert lines == [f'"{one.id}"'.encode()]
    assert [made.by for made in header.seals] == ["city"]
    header, lines = pull(home, "second")
    assert lines == [one.body]
    assert {made.by for made in header.seals} == {"city", "tablet"}


def test_a_scope_is_all_that_is_served(home: Server):
    push(home, revise(area=OTHER_VILLAGE, actor="bob"), by="second")
    header, lines = pull(home)
    assert (header.scope, header.pages, lines) == ((VILLAGE,), (), [])
    assert [page.area for page in pull(home, "second")[0].pages] == [OTHER_VILLAGE]
    with home.store.begin() as tx:
        assert serving.heads(tx, home.asker("tablet"), server="city", now=NOW).streams == {}
        with pytest.raises(OutsideScope):
            serving.ids(tx, IdsRequest(PROTOCOL, OTHER_VILLAGE), home.asker("tablet"), server="city", now=NOW)


def test_a_cursor_that_the_stream_does_not_have_has_diverged(home: Server):
    push(home, revise())
    end = home.rows()[-1]
    for cursor in [(2, end.digest), (1, START.digest), (0, end.digest)]:
        header, lines = pull(home, cursors={VILLAGE: cursor})
        assert (header.diverged, header.pages, lines) == ((VILLAGE,), (), [])
    assert pull(home, cursors={VILLAGE: (1, end.digest)})[0].diverged == ()
    assert pull(home, cursors={OTHER_VILLAGE + "": START})[0].diverged == ()


def test_an_area_out_of_scope_is_revoked_and_says_what_is_secured(home: Server):
    push(home, revise(area=OTHER_VILLAGE, actor="bob"), by="second")
    (row,) = home.rows(OTHER_VILLAGE)
    header, _ = pull(home, cursors={OTHER_VILLAGE: (1, row.digest)})
    assert (header.revoked, header.diverged) == ({OTHER_VILLAGE: 1}, ())
    header, _ = pull(home, cursors={OTHER_VILLAGE: (2, row.digest)})
    assert (header.revoked, header.diverged) == ({OTHER_VILLAGE: 1}, (OTHER_VILLAGE,))


def test_a_page_ends_with_its_bytes_and_gets_on_all_the_same(home: Server):
    big = [revise({"unknown": "x" * 250_000}, key=RecordKey("household", uuid(n))) for n in range(20)]
    push(home, *big)
    header, lines = pull(home, "second")
    assert 1 < len(lines) < 20
    assert sum(map(len, lines)) <= PAGE_BYTES
    assert header.remains == 20 - len(lines)


def test_a_page_ends_with_its_seals_so_that_its_header_stays_a_header(home: Server):
    decoys = [revise({"hamlet": f"-{number}"}).id for number in range(1900)]
    for number in range(40):
        one = revise({"hamlet": str(number)}, key=RecordKey("household", uuid(number)))
        home.take([one], seal(key_of("tablet"), VILLAGE, [one.id, *decoys], NOW + number))
    seen = 0
    cursor: tuple[int, str] = START
    while seen < 40:
        header, lines = pull(home, "second", cursors={VILLAGE: cursor})
        assert sum(map(messages.size_of, header.seals)) <= PAGE_SEAL_BYTES
        seen += len(lines)
        cursor = (header.pages[0].number, header.pages[0].digest)
    assert PAGE_ROWS >= 40


# ---------------------------------------------------------------------------------------------------------------- ids


def test_a_listing_is_a_cut_and_what_waits(home: Server):
    one = revise({"hamlet": "东"})
    push(home, one)
    orphan = revise({"hamlet": "西"}, [revise({"hamlet": "南"})])
    push(home, orphan)
    with home.store.begin() as tx:
        header, lines = serving.ids(tx, IdsRequest(PROTOCOL, VILLAGE), home.asker("tablet"), server="city", now=NOW)
    assert (header.number, header.waiting) == (1, 1)
    assert [messages.decode_line(line) for line in lines] == [one.id, orphan.id]


def test_wanted_revisions_come_with_all_their_seals_as_many_as_fit(home: Server):
    big = [revise({"unknown": "x" * 250_000}, key=RecordKey("household", uuid(n))) for n in range(20)]
    push(home, *big)
    want = tuple(one.id for one in big)
    with home.store.begin() as tx:
        asker = Asker("tablet", (VILLAGE,))
        header, lines = serving.ids(tx, IdsRequest(PROTOCOL, VILLAGE, want), asker, server="city", now=NOW)
        nothing = serving.ids(tx, IdsRequest(PROTOCOL, VILLAGE, ("0" * 52,)), asker, server="city", now=NOW)
    assert 1 < len(lines) < 20
    assert {made.by for made in header.seals} == {"city", "tablet"}
    assert nothing[1] == []
    assert HOUSEHOLD.type == "household"
