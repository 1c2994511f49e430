"""ruhu for the peer harness, which runs one workload against several sync servers (`docs/performance.md` says how).

A record of the harness becomes one `household_year`. What the schema knows is written to its own fields and judged (the
members of the household as lines of the income); everything else goes to fields of its own name, which are kept and
reviewed as those of a newer schema. So a revision says what the record says, in about as many bytes. An update writes
the whole record again, as the other servers need it, though a tablet would send only what changed.
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, ClassVar

import httpx
import msgspec
from peers import Adapter  # a module of the harness

from schemas import REGISTRY
from sync.messages import PROTOCOL, PullHeader, PullRequest, PushAnswer, PushHeader, encode_body
from sync.outcome import Status
from sync.revision import RecordKey, Revision, RevisionId, compose
from sync.seal import seal
from tests.bench.process import NDJSON, Request, local_settings, serving
from tests.bench.tablets import TOWNSHIP, VILLAGES, Site, Tablet
from tests.services.postgres import running_postgres

YEAR = 2018
DEGREES = 10**7
"""Fractions become integers of 1e-7: there are no others in a revision."""

Record = Mapping[str, Any]
Sent = tuple[str, str, dict[str, str], bytes]
"""A request as the harness sends it: method, path, headers, body."""


class _Ruhu(Adapter):
    """A server and its tablets. A new batch is of one village, as a tablet's is; villages take turns."""

    engine: ClassVar[str]

    def start(self) -> None:
        """Start the server on new data."""
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="ruhu-peers-")))
        url, database = f"sqlite:///{folder / 'ruhu.db'}", []
        if self.engine == "postgres":
            postgres = self._stack.enter_context(running_postgres())
            url, database = postgres.create_database(), [postgres.pid]
        self._site = self._stack.enter_context(closing(Site(local_settings(folder, url))))
        self._turns = cycle(self._site.enrol(VILLAGES, "collector"))
        (self._reader,) = self._site.enrol([TOWNSHIP], "township")
        server = self._stack.enter_context(serving(self._site))
        self._processes = [server.pid, *database]
        self._send = self._stack.enter_context(server.client())
        self._gateway = self._stack.enter_context(_gateway(self._pull))
        self._homes: dict[str, Tablet] = {}
        self._roots: dict[str, RevisionId] = {}
        self._cursors: dict[str, tuple[int, str]] = {}
        self.port = server.port
        self.rev: dict[str, RevisionId] = {}
        self.h: dict[str, str] = {}

    def pids(self) -> list[int]:
        """Return the processes whose CPU and memory count."""
        return self._processes

    def stop(self) -> None:
        """Stop the server and remove its data."""
        self._stack.close()

    # --------------------------------------------------------------------------------------------------------- push

    def ingest(self, records: Sequence[Record]) -> Sent:
        """Create records."""
        self._homes.update(dict.fromkeys([one["id"] for one in records], next(self._turns)))
        return self._push(records, {})

    def check_ingest(self, records: Sequence[Record], response: httpx.Response) -> None:
        """Accept that they were created."""
        self._accept(records, response)
        self._roots.update({one["id"]: self.rev[one["id"]] for one in records})

    def single(self, record: Record) -> Sent:
        """Create one record."""
        return self.ingest([record])

    def check_single(self, record: Record, response: httpx.Response) -> None:
        """Accept that it was created."""
        self.check_ingest([record], response)

    def update(self, records: Sequence[Record]) -> Sent:
        """Write records on what is newest."""
        return self._push(records, self.rev)

    def check_update(self, records: Sequence[Record], response: httpx.Response) -> None:
        """Accept that no conflict came of it."""
        if self._accept(records, response).conflicts:
            raise AssertionError("an update of the newest version is in conflict")

    def stale(self, records: Sequence[Record]) -> Sent:
        """Write records on their first version, which has been followed by another."""
        return self._push(records, self._roots)

    def check_stale(self, records: Sequence[Record], response: httpx.Response) -> None:
        """Accept that both versions are kept, in conflict."""
        if {one.record for one in self._accept(records, response).conflicts} != {one["id"] for one in records}:
            raise AssertionError("a stale update is not in conflict")

    def _push(self, records: Sequence[Record], parents: Mapping[str, RevisionId]) -> Sent:
        revisions = [self._revision(one, parents.get(one["id"])) for one in records]
        ids: dict[Tablet, list[RevisionId]] = {}
        for record, made in zip(records, revisions, strict=True):
            ids.setdefault(self._homes[record["id"]], []).append(made.id)
        seals = tuple(seal(tablet.key, tablet.area, some, self._site.now()) for tablet, some in ids.items())
        headers = {"authorization": f"Bearer {self._site.token(next(iter(ids)))}", "content-type": NDJSON}
        return (
            "POST",
            "/v1/sync/push",
            headers,
            encode_body(PushHeader(PROTOCOL, seals), [one.body for one in revisions]),
        )

    def _revision(self, record: Record, parent: RevisionId | None) -> Revision:
        tablet = self._homes[record["id"]]
        return compose(
            area=tablet.area,
            key=RecordKey("household_year", record["id"]),
            schema=REGISTRY.version + 1,
            codes=REGISTRY.codes_version,
            parents=() if parent is None else (parent,),
            set=_fields(record),
            time=self._site.now(),
            actor=tablet.actor,
            device=tablet.device,
            source="visit",
        )

    def _accept(self, records: Sequence[Record], response: httpx.Response) -> PushAnswer:
        answer = msgspec.json.decode(response.content.split(b"\n", 1)[0], type=PushAnswer)
        if any(one.status is not Status.ACCEPTED for one in answer.outcomes):
            raise AssertionError(f"not simply accepted: {answer.outcomes[0]}")
        self.rev.update({one["id"]: found.id for one, found in zip(records, answer.outcomes, strict=True)})
        return answer

    # --------------------------------------------------------------------------------------------------------- pull

    def pull_first(self) -> str:
        """Return where to get the first page."""
        self._cursors = {}
        return self._page()

    def pull_next(self, response: httpx.Response) -> tuple[int, str | None]:
        """Return how many revisions a page had, and where to get the next."""
        header = msgspec.json.decode(response.content.split(b"\n", 1)[0], type=PullHeader)
        self._cursors |= {page.area: (page.number, page.digest) for page in header.pages}
        rows = sum(page.number - page.after for page in header.pages)
        return rows, self._page() if header.remains else None

    def _page(self) -> str:
        body = encode_body(PullRequest(PROTOCOL, dict(self._cursors)), ())
        return f"{self._gateway}/{base64.urlsafe_b64encode(body).decode()}"

    def _pull(self, name: str) -> bytes:
        return self._send(
            Request("/v1/sync/pull", self._site.token(self._reader), base64.urlsafe_b64decode(name), compressed=False)
        )


class RuhuSqlite(_Ruhu):
    """ruhu on SQLite."""

    engine = "sqlite"


class RuhuPostgres(_Ruhu):
    """ruhu on PostgreSQL."""

    engine = "postgres"


@contextmanager
def _gateway(pull: Callable[[str], bytes]) -> Iterator[str]:
    """Serve a page to each GET of its name: the harness cannot post. What that costs is on ruhu's side of the scale."""

    class Gateway(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = pull(self.path[1:])
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _fields(record: Record) -> dict[str, Any]:
    """Return what a record says, in fields of a household's year."""
    members = [
        {"category": "wage_income", "amount": 100_00 * one["age"], "sub_item": one["work"], **_integers(one)}
        for one in record["members"]
    ]
    wages = sum(one["amount"] for one in members)
    income = {"wage_income": wages, "gross_income": wages, "net_income": wages, "lines": members}
    rest = {name: value for name, value in record.items() if name not in {"id", "members", "n_members"}}
    return {
        "household": record["id"],
        "year": YEAR,
        "member_count": record["n_members"],
        "income": income,
        **_integers(rest),
    }


def _integers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(one * DEGREES) if isinstance(one, float) else one for name, one in values.items()}
