"""The clock: some clients at once do jobs that were prepared before, and each job is timed.

A client is a thread with a connection of its own. A server's clients and a database's are driven alike, so that their
figures compare.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, NamedTuple, TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")

Connect = Callable[[], AbstractContextManager[Callable[[Job], Answer]]]
"""Opens a connection; a job is done by calling what that gives."""


class Done(NamedTuple, Generic[Job, Answer]):
    """A job, what answered it, and how long that took (seconds). `place` is that of the job in the list."""

    place: int
    job: Job
    answer: Answer
    seconds: float


class Run(NamedTuple, Generic[Job, Answer]):
    """What was done, in the order of the jobs, and the time from first to last (seconds)."""

    done: list[Done[Job, Answer]]
    seconds: float

    def latency(self, share: float) -> float:
        """Return the time (seconds) within which this share of the jobs was answered."""
        ordered = sorted(one.seconds for one in self.done)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def drive(connect: Connect[Job, Answer], jobs: Sequence[Job], *, clients: int, seconds: float) -> Run[Job, Answer]:
    """Do the jobs, each once, until all are done or the time is up; what has begun by then is finished."""
    queue = iter(list(enumerate(jobs)))
    with ExitStack() as stack, ThreadPoolExecutor(clients) as pool:
        connections = [stack.enter_context(connect()) for _ in range(clients)]
        begun = time.perf_counter()
        parts = list(pool.map(lambda do: _client(do, queue, begun + seconds), connections))
        ended = time.perf_counter()
    return Run(sorted((one for part in parts for one in part), key=lambda one: one.place), ended - begun)


def _client(do: Callable[[Job], Answer], queue: Iterator[tuple[int, Job]], stop: float) -> list[Done[Job, Answer]]:
    done: list[Done[Job, Answer]] = []
    for place, job in queue:
        begun = time.perf_counter()
        answer = do(job)
        ended = time.perf_counter()
        done.append(Done(place, job, answer, ended - begun))
        if ended > stop:
            break
    return done
