"""What every endpoint has at hand: the server's services, threads to run them in, and who asks.

Endpoints are coroutines only where they read a request's body; the database and passwords are worked on in threads.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from server.identity.errors import TokenRefused
from server.identity.tokens import Caller
from server.operations.metrics import Metrics
from server.services import Services
from server.verification.worker import Worker

DATABASE_THREADS = 8
"""Transactions at a time; as many connections as the pool of an SQLite database has."""

PASSWORD_THREADS = 2
"""Passwords checked at a time: each takes 64 MiB and a core."""

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="The `access_token` of `POST /v1/auth/token`.")


class Edge:
    """The services of this app, and the threads in which its requests use them.

    Attributes:
        metrics: what this app measures.
        worker: verifies what was touched.
        touched: called when records were changed, after the commit: it wakes the worker.
    """

    def __init__(self, services: Services, metrics: Metrics, worker: Worker) -> None:
        """Begin without a thread."""
        self.services = services
        self.metrics = metrics
        self.worker = worker
        self.touched = worker.wake
        self._database = CapacityLimiter(DATABASE_THREADS)
        self._passwords = CapacityLimiter(PASSWORD_THREADS)

    async def run(
        self, work: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        """Run what uses the database."""
        return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=self._database)

    async def run_slowly(
        self, work: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        """Run what checks a password."""
        return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=self._passwords)


async def _edge(request: Request) -> Edge:
    return request.app.state.edge


EdgeOf = Annotated[Edge, Depends(_edge)]


async def _caller(edge: EdgeOf, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Caller:
    if credentials is None:
        raise TokenRefused("no bearer token")
    return edge.services.tokens.read(credentials.credentials, edge.services.clock())


CallerOf = Annotated[Caller, Depends(_caller)]
