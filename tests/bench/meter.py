"""What processes use: CPU time and memory of a server and of its database, with all their children."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

SAMPLE_SECONDS = 0.05


class Meter:
    """What was used while it ran.

    Attributes:
        cpu: seconds of CPU by process group name.
        peak: the most memory that the first group held at once (bytes), by samples: what is resident and its own. A
            database file that it has mapped is the kernel's cache.
    """

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.peak = 0


@contextmanager
def metered(groups: dict[str, int]) -> Iterator[Meter]:
    """Measure these processes (name to pid, the server first) until the block ends."""
    meter = Meter()
    processes = {name: psutil.Process(pid) for name, pid in groups.items()}
    before = {name: _cpu(process) for name, process in processes.items()}
    stopped = threading.Event()
    watched = next(iter(processes.values()))

    def sample() -> None:
        while True:
            meter.peak = max(meter.peak, _own_memory(watched))
            if stopped.wait(SAMPLE_SECONDS):
                return

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield meter
    finally:
        stopped.set()
        sampler.join()
        meter.cpu = {name: _cpu(process) - before[name] for name, process in processes.items()}


def _cpu(process: psutil.Process) -> float:
    """Return the CPU seconds of a process, of its children, and of those children that ended."""
    total = 0.0
    for one in _family(process):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _own_memory(process: psutil.Process) -> int:
    total = 0
    for one in _family(process):
        with suppress(psutil.NoSuchProcess):
            memory = one.memory_info()
            total += memory.rss - getattr(memory, "shared", 0)
    return total


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]
