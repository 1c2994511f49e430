"""One story and one schedule give the same rows, states and digests on every store."""

import random
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.authoring import Draft
from sync.outcome import Status
from sync.revision import RecordKey, Revision
from sync.seal import Seal, seal
from tests.integration.store.scene import Store, contents
from tests.property.histories import History, histories
from tests.replicas import (
    CITY,
    HOUSEHOLD,
    NOW,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Line,
    People,
    Server,
    Tablet,
    key_of,
    revise,
    uuid,
)
from tests.stores.memory import MemoryStore

MEMBER = RecordKey("member", uuid(7))


def people() -> People:
    known = People()
    known.server("city", CITY)
    known.home("city", CITY)
    for tablet, actor in (("tablet", "anna"), ("second", "bob")):
        known.tablet(tablet, [actor])
        known.assign(actor, VILLAGE)
        known.assign(actor, OTHER_VILLAGE)
    return known


def edit(key: RecordKey = HOUSEHOLD, area: str = VILLAGE, *, deleted: bool | None = None, **fields: object) -> Draft:
    return Draft(area, key, fields, "visit", deleted=deleted)


def live_through_everything(city: Server, anna: Tablet, bob: Tablet) -> None:
    """Two tablets and a city: concurrent edits, a wrong value, a refusal, a redaction, a restored server."""
    anna.write("anna", edit(household_no="1", hamlet="东庄"), edit(MEMBER, name="王"))
    anna.write("anna", edit(RecordKey("household", uuid(3)), OTHER_VILLAGE, household_no="3"))
    anna.session().run()
    bob.session().run()
    for tablet, actor, number in ((anna, "anna", "11"), (bob, "bob", "12")):
        tablet.now += 1000
        tablet.write(actor, edit(household_no=number, phone="139"))  # two candidates; the phone is void
    bob.write("bob", edit(MEMBER, deleted=True))
    anna.write("anna", edit(MEMBER, name="王明"))  # an edit that has not seen the deletion
    bob.write("bob", Draft(VILLAGE, RecordKey("flag", uuid(4)), {"rule": "x"}, "visit"))  # refused: a server's business
    for tablet in (bob, anna, bob):
        city.now += 1000
        tablet.session().run()
    city.redact(city.write("city", edit(RecordKey("visit", uuid(5)), note="secret"))[0])
    for tablet in (anna, bob):
        tablet.session().run()
    held = {row.id for row in city.rows(VILLAGE)}
    with city.store.begin() as tx:  # as if it came back from a copy that knew nothing of this village
        tx.lock([VILLAGE])
        tx.erase(VILLAGE)
    for tablet in (anna, bob, anna):
        assert all(one.complete for one in tablet.session().run())
    assert held <= {row.id for row in city.rows(VILLAGE)}


def told(kind: str, open_store: Callable[[str], Store]) -> list[object]:
    city = Server("city", people().directory)
    anna, bob = (Tablet(name, {"city": CITY}, Line(city, name), "city") for name in ("tablet", "second"))
    for replica in (city, anna, bob):
        replica.store = open_store(kind)
    live_through_everything(city, anna, bob)
    return [contents(replica.store, ["city"]) for replica in (city, anna, bob)]


def test_a_whole_story(open_store: Callable[[str], Store]):
    expected = told("memory", open_store)
    assert len(expected[0][VILLAGE]["rows"]) > 8
    for kind in ("tablet", "sqlite", "postgres"):
        assert told(kind, open_store) == expected, kind


def batches(history: History, chance: random.Random) -> list[tuple[list[Revision], list[Seal]]]:
    """Cut a history into pushes, in any order and some of it twice, each under its tablet's seal.

    A township's judgement of a part of it comes along now and then, as from another replica.
    """
    shuffled = [*history.revisions, *chance.sample(history.revisions, len(history.revisions) // 2)]
    chance.shuffle(shuffled)
    cut: list[tuple[list[Revision], list[Seal]]] = []
    while shuffled:
        some = [shuffled.pop() for _ in range(min(len(shuffled), chance.randint(1, 4)))]
        by = chance.choice(("tablet", "tablet", "township"))
        cut.append((some, [seal(key_of(by), VILLAGE, {one.id for one in some}, NOW)]))
    return cut


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_schedule(store: Store, history: History, chance: random.Random):
    known = people()
    known.server("township", TOWNSHIP)
    known.assign("bob", VILLAGE)
    known.tablet("tablet", ["anna", "bob"])
    plain, other = Server("city", known.directory), Server("city", known.directory)
    plain.store, other.store = MemoryStore(), store
    with store.begin() as tx:  # one store for all examples
        tx.lock([VILLAGE])
        tx.erase(VILLAGE)
    for some, seals in batches(history, chance):
        done, same = (server.take(some, *seals) for server in (plain, other))
        assert same.outcomes == done.outcomes
        assert contents(other.store) == contents(plain.store)


def test_parked_revisions_are_released_when_their_parents_come(store: Store):
    city = Server("city", people().directory)
    city.store = store
    first = revise({"household_no": "1"})
    second = revise({"household_no": "2"}, [first], time=NOW + 1)
    third = revise({"household_no": "3"}, [second], time=NOW + 2)
    assert [one.status for one in city.take_sealed(third, second)] == [Status.PARKED, Status.PARKED]
    assert city.rows() == []
    assert [one.status for one in city.take_sealed(first)] == [Status.ACCEPTED]
    assert [row.id for row in city.rows()] == [first.id, second.id, third.id]
    assert city.state().values() == {"household_no": "3"}
    with store.begin() as tx:
        assert tx.waiting(VILLAGE) == {}
        assert tx.waiting_on(VILLAGE, [first.id, second.id]) == []
