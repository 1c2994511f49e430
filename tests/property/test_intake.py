"""Taking in: any order, grouping and doubling of arrival gives equal records and digests, and a sound stream."""

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sync import digest, merge
from sync.outcome import Status
from sync.revision import Revision, parse
from sync.seal import Seal, seal
from tests.property import reference
from tests.property.histories import History, histories
from tests.replicas import CITY, HOUSEHOLD, NOW, TOWNSHIP, VILLAGE, People, Server, key_of

PEOPLE = People()
PEOPLE.server("city", CITY)
PEOPLE.server("township", TOWNSHIP)
PEOPLE.home("township", TOWNSHIP)
PEOPLE.tablet("tablet", ["anna", "bob"])
PEOPLE.assign("anna", VILLAGE)
PEOPLE.assign("bob", VILLAGE)
MOVED = People(PEOPLE.directory.copy())
MOVED.home("city", VILLAGE, start=1)


def check_stream(server: Server) -> None:
    """Numbers without a gap, ids once each, running digests, parents and named verdicts first."""
    before: set[str] = set()
    for number, row in enumerate(server.rows(), 1):
        one = parse(row.body)
        assert (row.number, row.id) == (number, one.id)
        assert row.id not in before
        assert before.issuperset(one.parents)
        with server.store.begin() as tx:
            (judging,) = tx.seals(VILLAGE, {row.judge_seal or ""}).values()
        assert row.id not in judging.verdicts or judging.verdicts[row.id] in before
        before.add(row.id)
        assert row.digest == digest.add(digest.EMPTY, before)


def stored(server: Server) -> dict[str, bytes]:
    with server.store.begin() as tx:
        rows = tx.page(VILLAGE, 0, 10_000)
        keys = {parse(row.body).key for row in rows}
        return {key.record: merge.encode(state) for key in keys if (state := tx.state(VILLAGE, key)) is not None}


def batches(items: Sequence[Revision], chance: random.Random) -> list[list[Revision]]:
    """Return the items shuffled, some of them twice, cut into groups."""
    shuffled = [*items, *chance.sample(items, chance.randint(0, len(items)))]
    chance.shuffle(shuffled)
    groups: list[list[Revision]] = [[]]
    for one in shuffled:
        if chance.random() < 0.5:
            groups.append([])
        groups[-1].append(one)
    return groups


@given(histories(), st.randoms(use_true_random=False))
def test_what_a_home_has_sealed_converges_whatever_its_way(history: History, chance: random.Random):
    everything = [*history.revisions, *history.written()]
    named = {said.revision: made.id for said, made in zip(history.verdicts, history.written(), strict=True)}
    some = {one: named[one] for one in named if chance.random() < 0.5}
    sealed = seal(key_of("township"), VILLAGE, {one.id for one in everything}, NOW, some)
    server = Server("city", PEOPLE.directory)
    for group in batches(everything, chance):
        server.take(group, sealed, via="township")
        check_stream(server)
    expected = reference.materialise(history.revisions, history.by_revision())
    state = server.state(key=HOUSEHOLD)
    assert list(state.heads) == expected.heads
    assert {field: [tuple(one) for one in found] for field, found in state.candidates.items()} == expected.candidates
    assert (state.stray, state.revisions) == (expected.stray, expected.revisions)
    rows = server.rows()
    assert rows[-1].digest == digest.add(digest.EMPTY, {one.id for one in everything})
    withdrawn = {one.revision for one in history.verdicts if one.redacts}
    assert {row.id for row in rows if parse(row.body).redacted} == withdrawn
    with server.store.begin() as tx:
        assert tx.waiting(VILLAGE) == {}


@given(histories(), st.randoms(use_true_random=False))
def test_a_home_judges_alike_whatever_the_order(history: History, chance: random.Random):
    outcomes: list[dict[str, tuple[dict[str, str], int | None]]] = []
    states: list[dict[str, bytes]] = []
    sealed = seal(key_of("tablet"), VILLAGE, [one.id for one in history.revisions], NOW)
    for _ in range(2):
        server = Server("township", PEOPLE.directory)
        for group in batches(history.revisions, chance):
            server.take(group, sealed)
            check_stream(server)
        done = server.take(history.revisions, sealed)
        assert {one.status for one in done.outcomes.values()} <= {Status.ACCEPTED, Status.VOID}
        outcomes.append({one.id: (one.void, one.cap) for one in done.outcomes.values()})
        states.append(stored(server))
    assert outcomes[0] == outcomes[1]
    assert states[0] == states[1]


@given(histories(), st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_replicas_that_exchange_what_they_judged_agree(history: History, chance: random.Random, other: random.Random):
    # Two servers judge each a part, as after a change of homes; then each takes in what the other has.
    servers = [Server("township", PEOPLE.directory), Server("city", PEOPLE.directory)]
    sealed = seal(key_of("tablet"), VILLAGE, [one.id for one in history.revisions], NOW)
    for group in batches(history.revisions, chance):
        servers[0].take(group, sealed)
    moved = Server("city", MOVED.directory)
    moved.store = servers[1].store
    moved.now += 5
    for group in batches(history.revisions, other)[: other.randint(0, 4)]:
        moved.take(group, sealed)
    for giver, taker in (servers, servers[::-1]):
        with giver.store.begin() as tx:
            rows = tx.page(VILLAGE, 0, 10_000)
            names = {name for row in rows for name in (row.author_seal, row.judge_seal) if name is not None}
            seals: list[Seal] = list(tx.seals(VILLAGE, names).values())
        chance.shuffle(seals)
        for group in batches([parse(row.body) for row in rows], chance) if rows else []:
            taker.take(group, *seals, via=giver.name)
    assert stored(servers[0]) == stored(servers[1])
    assert digest.EMPTY != servers[0].rows()[-1].digest == servers[1].rows()[-1].digest
    for server in servers:
        check_stream(server)
