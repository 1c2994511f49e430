"""Taking in: what becomes of revisions as they arrive, and what is stored of it."""

import gc
from collections.abc import Callable

import msgspec
import pytest

from sync import digest, merge, verdict
from sync.authoring import Draft
from sync.errors import Malformed
from sync.limits import MAX_HISTORY
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey, Revision, parse, redact, time_of
from sync.seal import Seal, seal
from sync.verdict import Verdict
from tests.replicas import CITY, HOUSEHOLD, NOW, TOWNSHIP, VILLAGE, People, Server, key_of, revise, uuid

OTHER = RecordKey("household", uuid(2))


@pytest.fixture
def people() -> People:
    people = People()
    people.server("city", CITY)
    people.server("township", TOWNSHIP)
    people.home("city", CITY)
    people.tablet("tablet", ["anna"])
    people.assign("anna", VILLAGE)
    return people


@pytest.fixture
def home(people: People) -> Server:
    return Server("city", people.directory)


def judged_by(server: str, *revisions: Revision, verdicts: dict[str, str] | None = None) -> Seal:
    return seal(key_of(server), VILLAGE, [one.id for one in revisions], NOW, verdicts)


def verdict_on(judged: Revision, *, by: str = "city", time: int = NOW, **said: object) -> Revision:
    return verdict.write(Verdict(judged.id, **said), area=VILLAGE, schema=1, codes=1, time=time, by=by)


# ------------------------------------------------------------------------------------------------------------ streams


def test_a_stream_is_numbered_without_a_gap_and_digested(home: Server):
    one = revise({"hamlet": "东"})
    two = revise({"hamlet": "西"}, [one])
    home.take_sealed(one)
    home.take_sealed(two)
    rows = home.rows()
    assert [(row.number, row.id) for row in rows] == [(1, one.id), (2, two.id)]
    assert rows[-1].digest == digest.add(digest.EMPTY, [one.id, two.id])


def test_a_batch_is_sorted_parents_first(home: Server):
    one = revise({"hamlet": "东"})
    two = revise({"hamlet": "西"}, [one])
    outcomes = home.take_sealed(two, one, two)
    assert [(one.status, one.number) for one in outcomes] == [
        (Status.ACCEPTED, 2),
        (Status.ACCEPTED, 1),
        (Status.ACCEPTED, 2),
    ]


def test_a_batch_is_freed_with_its_answer(home: Server):
    # Cycles would keep all of a batch until a collection, and make that search the whole process.
    batch = [revise({"hamlet": "东"}, key=RecordKey("household", uuid(n))) for n in range(20)]
    home.take_sealed(*batch[:10])
    gc.collect()
    gc.disable()
    try:
        home.take_sealed(*batch[10:])
        assert gc.collect() < len(batch[10:])
    finally:
        gc.enable()


def test_what_came_twice_is_known_and_changes_nothing(home: Server):
    one = revise({"phone": "1"})
    (first,) = home.take_sealed(one)
    before = home.store.backup()
    (again,) = home.take_sealed(one)
    assert again == msgspec.structs.replace(first, known=True)
    assert home.rows() == before.begin().__enter__().page(VILLAGE, 0, 100)


def test_a_row_keeps_its_seals_its_carrier_and_its_arrival(home: Server):
    home.take_sealed(revise())
    (row,) = home.rows()
    with home.store.begin() as tx:
        seals = tx.seals(VILLAGE, {row.author_seal or "", row.judge_seal or ""})
    assert [seals[name].by for name in (row.author_seal or "", row.judge_seal or "")] == ["tablet", "city"]
    assert (row.via, row.arrival, row.held_by) == ("tablet", NOW, None)


# ------------------------------------------------------------------------------------------------------------ parking


def test_a_missing_parent_parks_and_its_arrival_brings_all(home: Server):
    one = revise({"hamlet": "东"})
    two = revise({"hamlet": "西"}, [one], time=NOW + 400_000)
    three = revise({"hamlet": "南"}, [two])
    assert [(o.status, o.missing) for o in home.take_sealed(three)] == [(Status.PARKED, (two.id,))]
    assert [(o.status, o.missing) for o in home.take_sealed(two)] == [(Status.PARKED, (one.id,))]
    (again,) = home.take_sealed(three)
    assert (again.status, again.known, again.reason) == (Status.PARKED, True, Reason.PARENT_MISSING)
    assert home.rows() == []
    home.now += 1_000_000
    home.take_sealed(one)
    ids = [row.id for row in home.rows()]
    assert [ids.index(each.id) for each in (one, two, three)] == sorted(
        ids.index(each.id) for each in (one, two, three)
    )
    (outcome,) = home.take_sealed(two)
    assert outcome.cap == NOW  # judged by its first arrival
    with home.store.begin() as tx:
        assert tx.waiting(VILLAGE) == {}


def test_the_outcome_of_a_batch_is_the_one_after_unparking(home: Server):
    one = revise({"hamlet": "东"})
    two = revise({"hamlet": "西"}, [one])
    home.take_sealed(two)
    first, second = home.take_sealed(two, one)
    assert (first.status, first.known) == (Status.ACCEPTED, True)
    assert (second.status, second.known) == (Status.ACCEPTED, False)


def test_a_quarantined_parent_quarantines_in_either_order(people: People):
    people.tablet("lost", ["anna"], revoked_at=NOW)
    parent, child = revise({"hamlet": "东"}), None
    child = revise({"hamlet": "西"}, [parent])
    for order in ([(parent, "lost"), (child, "tablet")], [(child, "tablet"), (parent, "lost")]):
        home = Server("city", people.directory)
        for one, by in order:
            home.take_sealed(one, by=by)
        (outcome,) = home.take_sealed(child)
        assert (outcome.status, outcome.reason) == (Status.QUARANTINED, Reason.PARENT_QUARANTINED)
        assert outcome.because == parent.id


def test_a_refused_parent_refuses_and_names_itself(home: Server):
    parent = revise({"hamlet": "东"}, actor="anna", area=VILLAGE, device="stranger")
    child = revise({"hamlet": "西"}, [parent])
    sealed = seal(key_of("tablet"), VILLAGE, [child.id], NOW)
    home.take([child], sealed)
    done = home.take([parent])
    assert done.outcomes[parent.id].reason is Reason.UNSEALED
    assert done.outcomes[child.id] == Outcome(child.id, Status.REFUSED, reason=Reason.PARENT_REFUSED, because=parent.id)


def test_a_parent_in_another_record_is_refused_as_soon_as_it_is_known(home: Server):
    parent = revise({"hamlet": "东"}, key=OTHER)
    child = revise({"hamlet": "西"}, [parent])
    assert home.take_sealed(child)[0].status is Status.PARKED
    home.take_sealed(parent)
    (outcome,) = home.take_sealed(child)
    assert (outcome.status, outcome.reason) == (Status.REFUSED, Reason.PARENT_OF_OTHER_RECORD)


def test_a_parent_in_another_record_is_refused_while_that_waits(home: Server):
    missing = revise({"hamlet": "东"}, key=OTHER)
    parent = revise({"hamlet": "西"}, [missing], key=OTHER)
    home.take_sealed(parent)
    (outcome,) = home.take_sealed(revise({"hamlet": "南"}, [parent]))
    assert (outcome.status, outcome.reason) == (Status.REFUSED, Reason.PARENT_OF_OTHER_RECORD)


# ------------------------------------------------------------------------------------------------------------ judging


def test_a_void_field_blocks_neither_the_rest_nor_what_follows(home: Server):
    one = revise({"phone": "1", "hamlet": "东"})
    two = revise({"bank_name": "农行"}, [one])
    first, second = home.take_sealed(one, two)
    assert (first.status, first.void, first.number) == (Status.VOID, {"phone": "bad_format"}, 2)
    assert (second.status, second.number) == (Status.ACCEPTED, 3)
    assert home.state().values() == {"hamlet": "东", "bank_name": "农行"}
    said = verdict.read(parse(home.rows()[0].body))
    assert (said.revision, said.void) == (one.id, {"phone": "bad_format"})


def test_the_judging_seal_names_the_verdict(home: Server):
    one = revise({"phone": "1"})
    made = home.take([one], seal(key_of("tablet"), VILLAGE, [one.id], NOW))
    (judging,) = made.seals
    assert judging.verdicts == {one.id: made.verdicts[0].id}
    assert set(judging.ids) == {one.id, made.verdicts[0].id}


def test_what_a_covering_server_sealed_is_not_judged_again(home: Server):
    one = revise({"phone": "1"}, time=NOW + 9_000_000, actor="stranger")
    done = home.take([one], judged_by("township", one))
    assert done.outcomes[one.id].status is Status.ACCEPTED
    assert done.verdicts == []


def test_a_verdict_that_a_seal_names_is_waited_for(home: Server):
    one = revise({"phone": "1"})
    said = verdict_on(one, by="township", void={"phone": "bad_format"})
    made = judged_by("township", one, said, verdicts={one.id: said.id})
    assert home.take([one], made).outcomes[one.id].missing == (said.id,)
    done = home.take([said], made)
    assert done.outcomes[one.id].void == {"phone": "bad_format"}
    assert [row.id for row in home.rows()] == [said.id, one.id]


def test_of_two_judging_seals_the_one_whose_verdict_is_here_counts(home: Server):
    # As after a home was restored and judged again: one seal names a verdict that got lost, the other does not.
    one, other = revise({"hamlet": "东"}), revise({"hamlet": "西"}, key=OTHER)
    lost = verdict_on(one, by="township", cap=NOW)
    for seals in (
        [first := judged_by("township", one, other, verdicts={one.id: lost.id}), judged_by("township", one)],
        None,
    ):
        server = Server("city", home.node.directory)
        given = seals or [judged_by("township", one), first]
        assert server.take([one, other], *given).outcomes[one.id].status is Status.ACCEPTED


def test_a_verdict_that_comes_after_its_revision_recomputes_the_record(home: Server):
    one = revise({"phone": "1", "hamlet": "东"})
    two = revise({"bank_name": "农行"}, [one])
    home.take([one, two], judged_by("township", one, two))
    assert home.state().values()["phone"] == "1"
    said = verdict_on(one, by="township", void={"phone": "bad_format"})
    home.take([said], judged_by("township", said))
    assert home.state().values() == {"hamlet": "东", "bank_name": "农行"}
    assert home.state() == merge.materialise([one, two], {one.id: merge.joined(home.state(key=verdict.key_of(one.id)))})


def test_several_verdicts_are_joined(home: Server):
    one = revise({"phone": "1", "hamlet": "东"}, time=NOW + 100)
    first = verdict_on(one, by="township", void={"phone": "bad_format"}, cap=NOW + 50)
    second = verdict_on(one, by="city", void={"hamlet": "too_long"}, cap=NOW + 70)
    home.take([one], judged_by("township", one))
    home.take([first], judged_by("township", first))
    home.take([second], judged_by("city", second))
    (outcome,) = home.take_sealed(one)
    assert outcome.void == {"phone": "bad_format", "hamlet": "too_long"}
    assert outcome.cap == NOW + 50
    assert home.state().candidates == {}


@pytest.mark.parametrize(
    "forge",
    [
        lambda said: revise({**said.set, "void": 5}, key=said.key, actor="city"),
        lambda said: revise(said.set, key=RecordKey("verdict", uuid(9)), actor="city"),
        lambda said: revise(said.set, [said], key=said.key, actor="city"),
        lambda said: redact(said, said.id),
    ],
    ids=["no verdict", "in another record", "with parents", "a stub"],
)
def test_a_verdict_that_is_none_is_refused(home: Server, forge: Callable[[Revision], Revision]):
    forged = forge(verdict_on(revise({"phone": "1"}), void={"phone": "bad_format"}))
    done = home.take([forged], judged_by("city", forged))
    assert done.outcomes[forged.id].reason is Reason.MALFORMED


def test_a_verdict_is_never_judged_voided_or_withdrawn(home: Server):
    one = revise({"phone": "1", "hamlet": "东"})
    home.take_sealed(one)
    first = parse(home.rows()[0].body)
    upon = verdict_on(first, void={"void": "no", "revision": "no"}, redacts=True)
    home.take([upon], judged_by("city", upon))
    assert home.state().values() == {"hamlet": "东"}
    assert parse(home.rows()[0].body) == first
    (outcome,) = home.take_sealed(one)
    assert outcome.void == {"phone": "bad_format"}


def test_a_record_may_have_so_many_revisions_and_no_more(home: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.intake.taking.MAX_HISTORY", 4)
    assert MAX_HISTORY == 5000
    roots = [revise({"hamlet": str(number)}) for number in range(6)]
    assert [one.reason for one in home.take_sealed(*roots[:2])] == [None, None]
    assert [one.reason for one in home.take_sealed(*roots[2:])] == [
        None,
        None,
        Reason.HISTORY_FULL,
        Reason.HISTORY_FULL,
    ]
    relayed = home.take(roots[4:], judged_by("township", *roots[4:]))
    assert {one.status for one in relayed.outcomes.values()} == {Status.ACCEPTED}


# ---------------------------------------------------------------------------------------------------------- redaction


def test_a_redaction_drops_the_bytes_and_keeps_id_and_digest(home: Server):
    one = revise({"hamlet": "东", "phone": "1"})
    two = revise({"bank_name": "农行"}, [one])
    home.take_sealed(one, two)
    before = home.rows()
    home.redact(one)
    stub = parse(home.rows()[1].body)
    assert (stub.id, stub.redacted, stub.parents, stub.time) == (one.id, True, (), NOW)
    assert [(row.id, row.digest) for row in home.rows()][:3] == [(row.id, row.digest) for row in before]
    assert home.state().values() == {"bank_name": "农行"}
    assert home.state().heads == (two.id,)
    assert "东" not in home.rows()[1].body.decode()


def test_bytes_that_come_after_their_redaction_are_dropped(home: Server):
    one = revise({"hamlet": "东"})
    withdrawn = home.redact(one)
    home.take_sealed(one)
    assert [parse(row.body).redacted for row in home.rows()] == [False, True]
    assert withdrawn.id == home.rows()[0].id


def test_a_stub_waits_for_the_redaction_that_it_names(home: Server):
    one = revise({"hamlet": "东"})
    withdrawn = verdict_on(one, by="township", redacts=True)
    stub, made = redact(one, withdrawn.id), judged_by("township", one, withdrawn)
    assert home.take([stub], made).outcomes[one.id].missing == (withdrawn.id,)
    done = home.take([withdrawn], made)
    assert done.outcomes[one.id].status is Status.VOID
    assert parse(home.rows()[1].body) == stub


def test_a_stub_of_what_was_not_redacted_is_refused(home: Server):
    one = revise({"hamlet": "东"})
    other = verdict_on(one, by="township", void={"hamlet": "too_long"})
    made = judged_by("township", one, other)
    done = home.take([redact(one, other.id), other], made)
    assert done.outcomes[one.id].reason is Reason.MALFORMED
    assert home.take([one], made).outcomes[one.id].status is Status.VOID


def test_of_several_redactions_the_stub_names_one(home: Server):
    one = revise({"hamlet": "东"})
    home.take_sealed(one)
    named = [home.redact(one).id]
    home.now += 1
    named.append(home.redact(one).id)
    assert parse(home.rows()[0].body).redaction == named[0]


def test_a_stub_has_the_time_that_its_id_begins_with():
    stub = redact(revise({"hamlet": "东"}), "0" * 52)
    assert parse(stub.body) == stub
    forged = stub.body.replace(str(NOW).encode(), str(NOW + 1).encode())
    with pytest.raises(Malformed, match="time of a stub"):
        parse(forged)
    assert time_of(stub.id) == NOW


# --------------------------------------------------------------------------------------------------------- written here


def test_a_server_judges_and_seals_what_is_written_on_it(home: Server):
    people = People(home.node.directory)
    people.assign("sun", CITY, "supervisor")
    (one,) = home.write("sun", Draft(VILLAGE, HOUSEHOLD, {"hamlet": "东"}, "desk_edit"))
    (row,) = home.rows()
    assert row.id == one.id
    assert row.judge_seal is not None
    assert row.author_seal == row.judge_seal
