"""The contract of `sync.storage`, on every store that keeps it."""

import pytest

from sync import digest, merge
from sync.merge import Candidate, State
from sync.outcome import Reason, Status
from sync.revision import RecordKey, redact
from sync.storage import START, Cut, Place
from tests.integration.store.scene import (
    AREAS,
    FAR_VILLAGE,
    Store,
    append,
    contents,
    end_of,
    rows_of,
    sealed,
    waits,
)
from tests.replicas import CITY, COUNTY, HOUSEHOLD, NOW, OTHER_VILLAGE, TOWNSHIP, VILLAGE, revise, uuid

FIRST = revise({"hamlet": "东庄"})
SECOND = revise({"hamlet": "西庄 \u0085 \U0001f3e0"}, [FIRST], time=NOW + 1)
THIRD = revise({"phone": None}, [SECOND], time=NOW + 2)
OTHER = revise({"name": "王"}, key=RecordKey("member", uuid(2)), time=NOW + 3)
CHAIN = (FIRST, SECOND, THIRD, OTHER)
NOWHERE = "0" * 52


# -------------------------------------------------------------------------------------------------- streams and rows


def test_a_new_store_has_nothing(store: Store):
    with store.begin() as tx:
        assert tx.areas() == []
        assert tx.streams([CITY]) == {}
        assert tx.cut(VILLAGE, 0) == START
        assert tx.cut(VILLAGE, 1) is None
        assert tx.page(VILLAGE, 0, 10) == []
        assert tx.rows(VILLAGE, [FIRST.id]) == []
        assert tx.listing(VILLAGE) == (START, [], [])
        assert tx.waiting(VILLAGE) == {}
        assert tx.waiting(VILLAGE, [FIRST.id]) == {}
        assert tx.seals(VILLAGE, [NOWHERE]) == {}
        assert tx.state(VILLAGE, HOUSEHOLD) is None
        assert tx.states(VILLAGE, [HOUSEHOLD]) == {}
        assert tx.history(VILLAGE, HOUSEHOLD) == []
        assert tx.places(VILLAGE, [FIRST.id]) == {}
        assert tx.waiting_on(VILLAGE, [FIRST.id]) == []
        assert tx.cursor("city", VILLAGE) == START
        assert tx.unheld("city", VILLAGE, 0, 10) == []
        assert tx.holdings("city", VILLAGE) == ([], [])


def test_locking_makes_streams_and_returns_their_ends(store: Store):
    rows = append(store, VILLAGE, FIRST, SECOND)
    with store.begin() as tx:
        locked = tx.lock([OTHER_VILLAGE, VILLAGE, FAR_VILLAGE, CITY])
        assert locked == {CITY: START, FAR_VILLAGE: START, VILLAGE: end_of(rows), OTHER_VILLAGE: START}
        assert tx.lock([VILLAGE]) == {VILLAGE: end_of(rows)}


def test_a_stream_without_rows_is_not_listed(store: Store):
    with store.begin() as tx:
        tx.lock([VILLAGE])
    with store.begin() as tx:
        assert tx.streams([VILLAGE]) == {}
        assert tx.areas() == []


def test_rows_come_back_as_they_were_appended(store: Store):
    rows = append(store, VILLAGE, *CHAIN, arrival=NOW + 9, author_seal="a", judge_seal="j", via="tablet", held_by="up")
    with store.begin() as tx:
        assert tx.page(VILLAGE, 0, 10) == rows
        assert tx.page(VILLAGE, 1, 2) == rows[1:3]
        assert tx.page(VILLAGE, 4, 10) == []
        assert tx.rows(VILLAGE, [THIRD.id, NOWHERE, FIRST.id]) == [rows[0], rows[2]]
        assert tx.cut(VILLAGE, 3) == Cut(3, rows[2].digest)
        assert tx.cut(VILLAGE, 5) is None
        assert tx.listing(VILLAGE) == (end_of(rows), [one.id for one in CHAIN], [])
        assert tx.streams([VILLAGE]) == {VILLAGE: end_of(rows)}
        assert tx.areas() == [VILLAGE]
        assert tx.page(OTHER_VILLAGE, 0, 10) == []


def test_appending_goes_on_from_the_end(store: Store):
    first = append(store, VILLAGE, FIRST)
    second = append(store, VILLAGE, SECOND, THIRD)
    with store.begin() as tx:
        assert tx.page(VILLAGE, 0, 10) == first + second
        assert tx.streams([VILLAGE]) == {VILLAGE: Cut(3, digest.add(digest.EMPTY, [FIRST.id, SECOND.id, THIRD.id]))}


def test_what_was_appended_is_seen_in_the_same_transaction(store: Store):
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.append(VILLAGE, rows_of([FIRST]))
        assert tx.places(VILLAGE, [FIRST.id]).keys() == {FIRST.id}
        assert tx.history(VILLAGE, HOUSEHOLD) == [FIRST]


def test_a_transaction_that_fails_has_done_nothing(store: Store):
    append(store, VILLAGE, FIRST)
    before = contents(store, ["up"])

    def fail() -> None:
        with store.begin() as tx:
            rows = rows_of([SECOND], tx.lock([VILLAGE, OTHER_VILLAGE])[VILLAGE])
            tx.append(VILLAGE, rows)
            tx.append(OTHER_VILLAGE, rows_of([revise({}, area=OTHER_VILLAGE)]))
            tx.save_states(VILLAGE, {HOUSEHOLD: State((SECOND.id,))})
            tx.save_seals([sealed(SECOND)])
            tx.save_waiting(VILLAGE, [waits(THIRD, SECOND)])
            tx.save_cursor("up", VILLAGE, Cut(7, SECOND.id))
            tx.mark_held("up", VILLAGE, [FIRST.id])
            raise RuntimeError("the machine stops here")

    with pytest.raises(RuntimeError, match="stops here"):
        fail()
    assert contents(store, ["up"]) == before


@pytest.mark.parametrize(
    ("scope", "inside"),
    [
        ([CITY], AREAS),
        ([COUNTY], (COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE)),
        ([TOWNSHIP], (TOWNSHIP, VILLAGE, OTHER_VILLAGE)),
        ([VILLAGE], (VILLAGE,)),
        ([VILLAGE, FAR_VILLAGE], (VILLAGE, FAR_VILLAGE)),
        ([VILLAGE, TOWNSHIP], (TOWNSHIP, VILLAGE, OTHER_VILLAGE)),
        (["410802"], (FAR_VILLAGE,)),
        (["410802001"], (FAR_VILLAGE,)),
        (["410822105"], ()),
        (["410822104201"], ()),
        (["4109"], ()),
        ([], ()),
    ],
)
def test_a_scope_is_a_prefix(store: Store, scope: list[str], inside: tuple[str, ...]):
    rows = {area: append(store, area, revise({}, area=area)) for area in AREAS}
    with store.begin() as tx:
        assert tx.streams(scope) == {area: end_of(rows[area]) for area in inside}
        assert tx.areas() == sorted(AREAS)


def test_a_thousand_ids_are_asked_for_at_once(store: Store):
    many = [revise({"hamlet": str(count)}, time=NOW + count) for count in range(1200)]
    rows = append(store, VILLAGE, *many)
    ids = [one.id for one in many[::2]] + [revise({}, time=NOW + 5000 + count).id for count in range(600)]
    with store.begin() as tx:
        assert tx.places(VILLAGE, ids).keys() == {one.id for one in many[::2]}
        assert tx.rows(VILLAGE, ids) == rows[::2]
        assert tx.history(VILLAGE, HOUSEHOLD) == many


def test_a_place_tells_number_record_and_whether_it_is_judged(store: Store):
    append(store, VILLAGE, FIRST)
    append(store, VILLAGE, OTHER, judge_seal="j")
    with store.begin() as tx:
        assert tx.places(VILLAGE, [OTHER.id, FIRST.id, THIRD.id]) == {
            FIRST.id: Place(1, HOUSEHOLD, judged=False),
            OTHER.id: Place(2, OTHER.key, judged=True),
        }
        assert tx.places(OTHER_VILLAGE, [FIRST.id]) == {}
        assert tx.places(VILLAGE, []) == {}


# ------------------------------------------------------------------------------------------------------------ records


def test_a_state_replaces_the_one_before(store: Store):
    value = {"甲": [1, None, True, "x" * 3000], "net": -(2**53) + 1}
    whole = State((SECOND.id,), {"income": (Candidate(NOW, FIRST.id, 1), Candidate(NOW, SECOND.id, value))}, True, 2)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_states(VILLAGE, {HOUSEHOLD: State((FIRST.id,), {}, False, 1), OTHER.key: merge.EMPTY})
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_states(VILLAGE, {HOUSEHOLD: whole})
        tx.save_states(VILLAGE, {})
    with store.begin() as tx:
        assert tx.state(VILLAGE, HOUSEHOLD) == whole
        assert tx.states(VILLAGE, [HOUSEHOLD, OTHER.key, RecordKey("visit", uuid(9))]) == {
            HOUSEHOLD: whole,
            OTHER.key: merge.EMPTY,
        }
        assert tx.states(OTHER_VILLAGE, [HOUSEHOLD]) == {}
        assert tx.states(VILLAGE, []) == {}


def test_a_record_is_its_type_and_its_uuid(store: Store):
    twin = RecordKey("member", HOUSEHOLD.record)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_states(VILLAGE, {HOUSEHOLD: State(("h",)), twin: State(("m",))})
        tx.append(VILLAGE, rows_of([FIRST, other := revise({}, key=twin), SECOND]))
    with store.begin() as tx:
        assert tx.states(VILLAGE, [twin, HOUSEHOLD]) == {HOUSEHOLD: State(("h",)), twin: State(("m",))}
        assert tx.history(VILLAGE, HOUSEHOLD) == [FIRST, SECOND]
        assert tx.history(VILLAGE, twin) == [other]


def test_a_redaction_replaces_bodies(store: Store):
    append(store, VILLAGE, FIRST, SECOND)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.replace_bodies(VILLAGE, {FIRST.id: redact(FIRST, THIRD.id).body})
        tx.replace_bodies(VILLAGE, {})
    with store.begin() as tx:
        assert tx.history(VILLAGE, HOUSEHOLD) == [redact(FIRST, THIRD.id), SECOND]
        assert tx.page(VILLAGE, 0, 1)[0].body == redact(FIRST, THIRD.id).body


# -------------------------------------------------------------------------------------------------------------- seals


def test_seals_are_stored_once_under_their_ids(store: Store):
    mine, more, far = sealed(FIRST), sealed(SECOND, THIRD), sealed(revise({}, area=FAR_VILLAGE))
    with store.begin() as tx:
        tx.lock([VILLAGE, FAR_VILLAGE])
        tx.save_seals([mine, far])
        tx.save_seals([mine, more])
        tx.save_seals([])
    with store.begin() as tx:
        assert tx.seals(VILLAGE, [mine.id, more.id, far.id, NOWHERE]) == {mine.id: mine, more.id: more}
        assert tx.seals(FAR_VILLAGE, [far.id]) == {far.id: far}
        assert tx.seals(VILLAGE, []) == {}


def test_a_judging_seal_is_attached(store: Store):
    rows = append(store, VILLAGE, *CHAIN)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.attach(VILLAGE, {FIRST.id: "one", SECOND.id: "two", OTHER.id: "one"})
        tx.attach(VILLAGE, {})
    with store.begin() as tx:
        assert [row.judge_seal for row in tx.page(VILLAGE, 0, 10)] == ["one", "two", None, "one"]
        assert [place.judged for place in tx.places(VILLAGE, [row.id for row in rows]).values()].count(True) == 3


def test_rows_are_sealed_after_they_were_written(store: Store):
    append(store, VILLAGE, *CHAIN)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.seal_rows(VILLAGE, [FIRST.id, THIRD.id], made := sealed(FIRST, THIRD))
    with store.begin() as tx:
        assert [row.author_seal for row in tx.page(VILLAGE, 0, 10)] == [made.id, None, made.id, None]
        assert tx.seals(VILLAGE, [made.id]) == {made.id: made}


# ------------------------------------------------------------------------------------------------ outside the stream


def test_what_waits_comes_back_as_it_was(store: Store):
    parked = waits(SECOND, THIRD, FIRST, via="tablet")
    aside = waits(
        OTHER, status=Status.QUARANTINED, reason=Reason.SCOPE_LOST, because=FIRST.id, judge_seal="j", author_seal=None
    )
    stub = waits(redact(THIRD, FIRST.id), SECOND)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_waiting(VILLAGE, [parked, aside, stub])
        tx.save_waiting(VILLAGE, [])
        assert tx.waiting(VILLAGE).keys() == {SECOND.id, OTHER.id, THIRD.id}
    with store.begin() as tx:
        assert tx.waiting(VILLAGE) == {SECOND.id: parked, OTHER.id: aside, THIRD.id: stub}
        assert tx.waiting(VILLAGE, [OTHER.id, FIRST.id]) == {OTHER.id: aside}
        assert tx.waiting(VILLAGE, []) == {}
        assert tx.waiting(OTHER_VILLAGE) == {}
        assert tx.listing(VILLAGE) == (START, [], sorted([SECOND.id, OTHER.id, THIRD.id]))


def test_the_parked_are_found_by_what_they_miss(store: Store):
    child, orphan = waits(SECOND, FIRST, OTHER), waits(THIRD, SECOND)
    aside = waits(OTHER, FIRST, status=Status.QUARANTINED, reason=Reason.PARENT_QUARANTINED)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_waiting(VILLAGE, [child, orphan, aside])
    with store.begin() as tx:
        assert tx.waiting_on(VILLAGE, [FIRST.id]) == [child]
        assert tx.waiting_on(VILLAGE, [OTHER.id, FIRST.id]) == [child]
        assert {one.revision.id for one in tx.waiting_on(VILLAGE, [FIRST.id, SECOND.id])} == {SECOND.id, THIRD.id}
        assert tx.waiting_on(VILLAGE, [THIRD.id, NOWHERE]) == []
        assert tx.waiting_on(OTHER_VILLAGE, [FIRST.id]) == []


def test_what_waits_is_replaced_and_dropped(store: Store):
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_waiting(VILLAGE, [waits(SECOND, FIRST), waits(THIRD, SECOND)])
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_waiting(VILLAGE, [now := waits(SECOND, OTHER, arrival=NOW + 1)])
        tx.drop_waiting(VILLAGE, [THIRD.id, NOWHERE])
        tx.drop_waiting(VILLAGE, [])
    with store.begin() as tx:
        assert tx.waiting(VILLAGE) == {SECOND.id: now}
        assert tx.waiting_on(VILLAGE, [FIRST.id, SECOND.id]) == []
        assert tx.waiting_on(VILLAGE, [OTHER.id]) == [now]


# ----------------------------------------------------------------------------------------------------------- the peer


def test_a_cursor_is_kept_by_peer_and_area(store: Store):
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_cursor("up", VILLAGE, Cut(3, FIRST.id))
        tx.save_cursor("up", FAR_VILLAGE, Cut(4, SECOND.id))
        tx.save_cursor("up", VILLAGE, Cut(5, THIRD.id))
    with store.begin() as tx:
        assert tx.cursor("up", VILLAGE) == Cut(5, THIRD.id)
        assert tx.cursor("up", FAR_VILLAGE) == Cut(4, SECOND.id)
        assert tx.cursor("other", VILLAGE) == START
        assert tx.areas() == [FAR_VILLAGE, VILLAGE]


def test_what_the_peer_holds(store: Store):
    append(store, VILLAGE, *CHAIN)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.mark_held("up", VILLAGE, [SECOND.id, OTHER.id, NOWHERE])
        tx.mark_held("up", VILLAGE, [])
    with store.begin() as tx:
        assert tx.holdings("up", VILLAGE) == ([SECOND.id, OTHER.id], [FIRST.id, THIRD.id])
        assert [row.id for row in tx.unheld("up", VILLAGE, 0, 10)] == [FIRST.id, THIRD.id]
        assert [row.id for row in tx.unheld("up", VILLAGE, 0, 1)] == [FIRST.id]
        assert [row.id for row in tx.unheld("up", VILLAGE, 1, 10)] == [THIRD.id]
        assert [row.id for row in tx.unheld("other", VILLAGE, 0, 10)] == [one.id for one in CHAIN]
        assert [row.held_by for row in tx.page(VILLAGE, 0, 10)] == [None, "up", None, "up"]
        tx.reset_held("other", VILLAGE)
        assert tx.holdings("up", VILLAGE)[0] == [SECOND.id, OTHER.id]
        tx.reset_held("up", VILLAGE)
        assert tx.holdings("up", VILLAGE) == ([], [one.id for one in CHAIN])


def test_withdrawing_numbers_the_others_anew(store: Store):
    append(store, VILLAGE, *CHAIN, author_seal="a")
    gone = [waits(one, status=Status.REFUSED, reason=Reason.OUTSIDE_SCOPE) for one in (FIRST, THIRD)]
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.withdraw(VILLAGE, gone)
    expected = rows_of([SECOND, OTHER], author_seal="a")
    with store.begin() as tx:
        assert tx.page(VILLAGE, 0, 10) == expected
        assert tx.streams([VILLAGE]) == {VILLAGE: end_of(expected)}
        assert tx.waiting(VILLAGE) == {one.revision.id: one for one in gone}
        assert tx.places(VILLAGE, [FIRST.id, OTHER.id]).keys() == {OTHER.id}
    more = append(store, VILLAGE, FIRST)
    with store.begin() as tx:
        assert tx.page(VILLAGE, 2, 10) == more


def test_withdrawing_everything_leaves_an_empty_stream(store: Store):
    append(store, VILLAGE, FIRST)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.withdraw(VILLAGE, [waits(FIRST, status=Status.REFUSED)])
    with store.begin() as tx:
        assert tx.streams([VILLAGE]) == {}
        assert tx.lock([VILLAGE]) == {VILLAGE: START}


def test_an_erased_area_is_as_if_it_had_never_been_there(store: Store):
    append(store, OTHER_VILLAGE, revise({}, area=OTHER_VILLAGE))
    append(store, VILLAGE, FIRST)
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_states(VILLAGE, {HOUSEHOLD: State((FIRST.id,))})
        tx.save_seals([made := sealed(FIRST)])
        tx.save_waiting(VILLAGE, [waits(THIRD, SECOND)])
        tx.save_cursor("up", VILLAGE, Cut(1, FIRST.id))
        tx.save_cursor("up", OTHER_VILLAGE, Cut(2, FIRST.id))
    with store.begin() as tx:
        tx.lock([VILLAGE])
        tx.erase(VILLAGE)
    with store.begin() as tx:
        assert tx.areas() == [OTHER_VILLAGE]
        assert tx.cursor("up", VILLAGE) == START
        assert tx.cursor("up", OTHER_VILLAGE) == Cut(2, FIRST.id)
        assert tx.listing(VILLAGE) == (START, [], [])
        assert tx.seals(VILLAGE, [made.id]) == {}
        assert tx.state(VILLAGE, HOUSEHOLD) is None
        assert tx.waiting_on(VILLAGE, [SECOND.id]) == []
    rows = append(store, VILLAGE, FIRST)
    assert rows[0].number == 1
