"""Cursors: whoever pulls page by page while others push gets every row of its scope, once, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from sync import serving
from sync.messages import PROTOCOL, PullRequest, decode_line
from sync.revision import RecordKey, Revision
from sync.seal import seal
from sync.storage import START, Cut
from tests.replicas import CITY, NOW, OTHER_VILLAGE, TOWNSHIP, VILLAGE, People, Server, key_of, revise, uuid

AREAS = (VILLAGE, OTHER_VILLAGE, TOWNSHIP)

PEOPLE = People()
PEOPLE.server("city", CITY)
PEOPLE.home("city", CITY)
PEOPLE.assign("anna", TOWNSHIP)
PEOPLE.assign("bob", VILLAGE)
PEOPLE.assign("bob", OTHER_VILLAGE)
PEOPLE.tablet("tablet", ["anna"])
PEOPLE.tablet("second", ["bob"])

PUSHES = st.tuples(st.sampled_from(("tablet", "second")), st.lists(st.sampled_from(AREAS), min_size=1, max_size=5))
PULLS = st.integers(1, 4)


@given(st.lists(PUSHES | PULLS, max_size=14))
def test_a_cursor_never_skips(steps: list[tuple[str, list[str]] | int]):
    server, made = Server("city", PEOPLE.directory), 0
    cursors: dict[str, tuple[int, str]] = {}
    seen: dict[str, list[str]] = {area: [] for area in AREAS}
    for step in [*steps, *([3] * 30)]:
        if isinstance(step, int):
            _pull(server, cursors, seen, step)
            continue
        device, areas = step
        by_area: dict[str, list[Revision]] = {}
        for area in areas:
            made += 1
            actor = "bob" if device == "second" else "anna"
            phone = {"phone": "1"} if made % 3 == 0 else {}
            one = revise(phone, area=area, key=RecordKey("household", uuid(made)), actor=actor, device=device)
            by_area.setdefault(area, []).append(one)
        seals = [seal(key_of(device), area, [one.id for one in batch], NOW) for area, batch in by_area.items()]
        server.take([one for batch in by_area.values() for one in batch], *seals, via=device)
    for area in AREAS:
        expected = [row.id for row in server.rows(area)] if area != TOWNSHIP else []
        assert seen[area] == expected


def _pull(server: Server, cursors: dict[str, tuple[int, str]], seen: dict[str, list[str]], rows: int) -> None:
    with server.store.begin() as tx:
        asker = server.asker("second")
        header, lines = serving.pull(tx, PullRequest(PROTOCOL, cursors, rows), asker, server="city", now=NOW)
        streams = tx.streams(asker.scope)
    assert len(lines) <= rows
    rest = list(lines)
    for page in header.pages:
        assert page.area in (VILLAGE, OTHER_VILLAGE)
        assert page.after == cursors.get(page.area, START)[0]
        for line in rest[: page.number - page.after]:
            one = decode_line(line)
            seen[page.area].append(one.id if isinstance(one, Revision) else one)
        del rest[: page.number - page.after]
        cursors[page.area] = (page.number, page.digest)
    assert rest == []
    assert header.remains == sum(end.number - Cut(*cursors.get(area, START)).number for area, end in streams.items())
