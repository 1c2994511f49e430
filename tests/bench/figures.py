"""What was measured: one figure an operation, as a line of the table and as an object of the JSON file."""

from typing import Any, NamedTuple

from tests.bench.drive import Run
from tests.bench.meter import Meter

HEADER = (
    f"{'operation':<11}{'engine':<10}{'a request':>9}{'gzip':>6}{'clients':>9}{'revisions/s':>13}"
    f"{'p50 ms':>9}{'p99 ms':>9}{'CPU s/1000':>12}{'peak MB':>9}{'raw/s':>10}{'of raw':>8}"
)


class Load(NamedTuple):
    """How many clients send at once, each its next request when the last one was answered, and whether with gzip."""

    clients: int
    compressed: bool


class Figure(NamedTuple):
    """How one operation went.

    Attributes:
        per_request: revisions in a request; of a pull, at most.
        revisions: how many were pushed or pulled.
        run: the requests.
        meter: what the server and its database used meanwhile.
        raw_per_second: rows a second of the bare driver, with as many clients.
    """

    operation: str
    engine: str
    load: Load
    per_request: int
    revisions: int
    run: Run[Any, Any]
    meter: Meter
    raw_per_second: float

    def as_json(self) -> dict[str, Any]:
        """Return it as an object: milliseconds of a whole request as its client saw it, CPU seconds per 1,000."""
        per_second = self.revisions / self.run.seconds
        return {
            "operation": self.operation,
            "engine": self.engine,
            "per_request": self.per_request,
            "gzip": self.load.compressed,
            "clients": self.load.clients,
            "revisions": self.revisions,
            "requests": len(self.run.done),
            "seconds": round(self.run.seconds, 3),
            "per_second": round(per_second, 1),
            "p50_ms": round(1000 * self.run.latency(0.50), 2),
            "p99_ms": round(1000 * self.run.latency(0.99), 2),
            "cpu": {name: round(1000 * seconds / self.revisions, 4) for name, seconds in self.meter.cpu.items()},
            "peak_mb": round(self.meter.peak / 1e6, 1),
            "raw_per_second": round(self.raw_per_second, 1),
            "of_raw": round(per_second / self.raw_per_second, 4),
        }

    def line(self) -> str:
        """Return the line of the table under `HEADER`."""
        one = self.as_json()
        return (
            f"{one['operation']:<11}{one['engine']:<10}{one['per_request']:>9}{'yes' if one['gzip'] else 'no':>6}"
            f"{one['clients']:>9}{one['per_second']:>13,.0f}{one['p50_ms']:>9.1f}{one['p99_ms']:>9.1f}"
            f"{sum(one['cpu'].values()):>12.3f}{one['peak_mb']:>9.0f}{one['raw_per_second']:>10,.0f}{one['of_raw']:>8.2f}"
        )
