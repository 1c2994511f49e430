"""What the server measures, in a registry of its own, so that each app in a process has its own figures.

Counted as it happens are requests, pushed revisions and verified households; how the store stands is read when the
figures are asked for. Labels are routes, statuses and outcomes: no areas, no people, no devices.
"""

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from server.services import Services
from server.store.figures import Figures, database_bytes, figures, wal_bytes
from server.verification.worker import Tally
from sync.outcome import Outcome, Status

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_LATENCIES: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds: from a token to a pull of a whole township over a slow line."""

UNROUTED: Final = "none"
"""Method and route of requests to where there is nothing: what can be asked there is without number."""


class Metrics:
    """The figures of one app."""

    def __init__(self, services: Services) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "ruhu_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "ruhu_request_seconds",
            "How long requests took, the reading of their bodies included.",
            ["method", "route"],
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self._revisions = Counter(
            "ruhu_pushed_revisions", "Revisions pushed, by outcome.", ["outcome"], registry=self.registry
        )
        self._runs = Counter("ruhu_verification_runs", "Batches of the verification worker.", registry=self.registry)
        self._households = Counter(
            "ruhu_verified_households", "Households verified, by result.", ["result"], registry=self.registry
        )
        self._findings = Counter(
            "ruhu_flag_revisions", "Revisions of flags that the engine wrote.", registry=self.registry
        )
        self.registry.register(_StoreFigures(services))
        for status in Status:
            self._revisions.labels(status.value)
        self._revisions.labels("known")

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; `route` is the path's template, None where there is nothing."""
        asked = (method, route) if route is not None else (UNROUTED, UNROUTED)
        self._requests.labels(*asked, str(status)).inc()
        self._seconds.labels(*asked).observe(seconds)

    def pushed(self, outcomes: Iterable[Outcome]) -> None:
        """Count the outcomes of a push; what was known before counts as `known`."""
        for one in outcomes:
            self._revisions.labels("known" if one.known else one.status.value).inc()

    def verified(self, done: Tally) -> None:
        """Count a batch of the verification worker."""
        self._runs.inc()
        self._households.labels("verified").inc(done.verified)
        self._households.labels("failed").inc(done.failed)
        self._findings.inc(done.written)

    def exposition(self) -> bytes:
        """Return all figures in Prometheus's text format, of `MEDIA_TYPE`. It reads the database."""
        return generate_latest(self.registry)


class _StoreFigures(Collector):
    """Reads how the store stands."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterable[Metric]:
        """Say nothing: to be asked for its names, it would read the database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Read the figures."""
        services, began = self._services, perf_counter()
        now = services.clock()
        with services.replica.reading() as (tx, _):
            found, size = figures(tx.connection, now), database_bytes(tx.connection)
        yield from _of_log(found)
        yield from _of_queue(found, now)
        yield _gauge("ruhu_database_bytes", "Size of the database.", size)
        wal = wal_bytes(services.engine)
        if wal is not None:
            yield _gauge("ruhu_wal_bytes", "Length of SQLite's write-ahead log.", wal)
        yield from _of_pool(services.engine)
        yield _gauge("ruhu_store_read_seconds", "How long reading these figures took.", perf_counter() - began)


def _of_log(found: Figures) -> Iterator[Metric]:
    yield _gauge("ruhu_streams", "Areas that have revisions.", found.streams)
    revisions = CounterMetricFamily("ruhu_revisions", "Revisions in all streams.")
    revisions.add_metric([], found.revisions)
    yield revisions
    waiting = {status: found.waiting.get(status, 0) for status in (Status.PARKED.value, Status.QUARANTINED.value)}
    yield _gauges("ruhu_waiting_revisions", "Revisions outside the streams, by status.", "status", waiting)


def _of_queue(found: Figures, now: int) -> Iterator[Metric]:
    lengths = {"due": found.queue.due, "postponed": found.queue.postponed}
    yield _gauges("ruhu_queue_households", "Households that wait to be verified.", "state", lengths)
    oldest = found.queue.oldest
    age = 0.0 if oldest is None else max(0, now - oldest) / 1000
    yield _gauge("ruhu_queue_age_seconds", "Since when the longest untouched of those that are due waits.", age)


def _of_pool(engine: Engine) -> Iterator[Metric]:
    pool = engine.pool
    if isinstance(pool, QueuePool):
        counts = {"used": pool.checkedout(), "free": pool.checkedin()}
        yield _gauges("ruhu_database_connections", "Connections to the database, by state.", "state", counts)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _gauges(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for one, value in values.items():
        family.add_metric([one], value)
    return family
