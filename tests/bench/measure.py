"""The measurement on one engine: pushes and pulls through the server, each followed at once by the bare driver."""

import gzip
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import text

from sync.limits import PAGE_ROWS
from sync.messages import PROTOCOL, PullHeader, PullRequest, PushAnswer, encode_body
from sync.outcome import Status
from tests.bench.drive import drive
from tests.bench.figures import Figure, Load
from tests.bench.meter import metered
from tests.bench.process import Request, ServerProcess, inflated
from tests.bench.raw import RawDatabase
from tests.bench.tablets import Site, Tablet
from tests.bench.workload import Batch, Subject, Workload
from tests.bench.written import log_runs, written

BATCH = 500
"""Revisions in a push, as a tablet sends them (`sync.session.BATCH_ROWS`)."""
SINGLES = 400
"""Pushes of one revision, at most."""
WARM_UP = 1000
"""Revisions an operation before any is measured."""
PAGES = 20
"""Pages of the log that each client pulls."""


class Bench(NamedTuple):
    """What is measured against what.

    Attributes:
        groups: the pids of the server and, where it is a process of its own, of its database.
        rows: revisions an operation.
        seconds: how long an operation goes on; a request that has begun by then is finished.
    """

    engine: str
    site: Site
    server: ServerProcess
    raw: RawDatabase
    groups: dict[str, int]
    rows: int
    seconds: float


def measure(bench: Bench, writers: Sequence[Tablet], reader: Tablet, clients: Sequence[int]) -> Iterator[Figure]:
    """Yield the figures of one engine, warmed up: pushes under each load, then pulls of what they left."""
    loads = [Load(count, compressed) for compressed in (False, True) for count in clients]
    workload = Workload(writers, bench.site.now())
    for _ in _pushes(bench._replace(rows=min(WARM_UP, bench.rows)), workload, loads[0]):
        pass
    if bench.engine == "postgres":
        # Without statistics it scans villages; its own autovacuum takes them within a minute of the first rows.
        with bench.site.services.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    for load in loads:
        yield from _pushes(bench, workload, load)
    for load in loads:
        yield _pull(bench, reader, load)


# ------------------------------------------------------------------------------------------------------------- push


def _pushes(bench: Bench, workload: Workload, load: Load) -> Iterator[Figure]:
    """Push households, their years, and what changes in these; then some years one by one."""
    subjects = workload.subjects(bench.rows, BATCH)
    for operation, write in (
        ("household", workload.household),
        ("create", workload.create),
        ("income", workload.income),
        ("fields", workload.fields),
    ):
        figure, subjects = _push(bench, operation, write(subjects, BATCH, compressed=load.compressed), load)
        yield figure
    single = workload.subjects(min(SINGLES, bench.rows), 1)
    yield _push(bench, "create", workload.create(single, 1, compressed=load.compressed), load)[0]


def _push(bench: Bench, operation: str, batches: Sequence[Batch], load: Load) -> tuple[Figure, list[Subject]]:
    """Push batches, have the bare driver write the same rows, and return the subjects as they are now."""
    requests = [
        Request("/v1/sync/push", bench.site.token(batch.tablet), batch.body, load.compressed) for batch in batches
    ]
    with metered(bench.groups) as meter:
        run = drive(bench.server.client, requests, clients=load.clients, seconds=bench.seconds)
    done = [batches[one.place] for one in run.done]
    for batch, one in zip(done, run.done, strict=True):
        _check_push(batch, one.answer)
    rows = list(written(bench.site.services.engine, [batch.revisions for batch in done]))
    raw = drive(bench.raw.writer, rows, clients=load.clients, seconds=bench.seconds)
    figure = Figure(
        operation,
        bench.engine,
        load,
        per_request=len(batches[0].revisions),
        revisions=sum(len(batch.revisions) for batch in done),
        run=run,
        meter=meter,
        raw_per_second=sum(len(done[one.place].revisions) for one in raw.done) / raw.seconds,
    )
    return figure, [subject for batch in done for subject in batch.subjects]


def _check_push(batch: Batch, answer: bytes) -> None:
    """Make sure that what was measured is what was meant: every revision was new and is wholly accepted."""
    header = msgspec.json.decode(inflated(answer).split(b"\n", 1)[0], type=PushAnswer)
    wrong = [one for one in header.outcomes if one.status is not Status.ACCEPTED or one.known]
    if wrong or len(header.outcomes) != len(batch.revisions):
        raise RuntimeError(f"{len(wrong)} of {len(header.outcomes)} not simply accepted: {wrong[:1]}")


# ------------------------------------------------------------------------------------------------------------- pull


def _pull(bench: Bench, reader: Tablet, load: Load) -> Figure:
    """Ask for the same pages with each client, which has never pulled before."""
    token = bench.site.token(reader)
    bodies, rows = _page_requests(bench.server, token)
    requests = [
        Request("/v1/sync/pull", token, gzip.compress(body) if load.compressed else body, load.compressed)
        for body in bodies
        for _ in range(load.clients)
    ]
    with metered(bench.groups) as meter:
        run = drive(bench.server.client, requests, clients=load.clients, seconds=bench.seconds)
    runs = [one for one in log_runs(bench.site.services.engine)[:PAGES] for _ in range(load.clients)]
    raw = drive(bench.raw.reader, runs, clients=load.clients, seconds=bench.seconds)
    return Figure(
        "pull",
        bench.engine,
        load,
        per_request=PAGE_ROWS,
        revisions=sum(rows[one.place // load.clients] for one in run.done),
        run=run,
        meter=meter,
        raw_per_second=sum(one.answer for one in raw.done) / raw.seconds,
    )


def _page_requests(server: ServerProcess, token: str) -> tuple[list[bytes], list[int]]:
    """Pull once, to know the cursors of each page; return the requests' bodies and how many rows each brings."""
    cursors: dict[str, tuple[int, str]] = {}
    bodies: list[bytes] = []
    rows: list[int] = []
    with server.client() as send:
        while len(bodies) < PAGES:
            body = encode_body(PullRequest(PROTOCOL, dict(cursors)), ())
            answer = inflated(send(Request("/v1/sync/pull", token, body, compressed=False)))
            header = msgspec.json.decode(answer.split(b"\n", 1)[0], type=PullHeader)
            if not header.pages:
                break
            bodies.append(body)
            rows.append(sum(page.number - page.after for page in header.pages))
            cursors |= {page.area: (page.number, page.digest) for page in header.pages}
    return bodies, rows
