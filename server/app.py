"""The ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import Depends, FastAPI

from server.api import (
    assignments,
    audit,
    auth,
    desk,
    devices,
    health,
    household_file,
    households,
    lists,
    measures,
    people,
    quarantine,
    records,
    reference,
    refusals,
    sessions,
    sync,
)
from server.api.bodies import FORM_BYTES
from server.api.edge import Edge
from server.api.openapi import DocumentedApp
from server.api.parameters import declared_only
from server.api.rate_limit import RateLimit
from server.api.request_log import RequestLog
from server.operations.metrics import Metrics
from server.services import Services
from server.store import migrate
from server.verification.catalogue import PARAMETERS
from server.verification.policy import JIAOZUO, load_policy
from server.verification.worker import Worker


def create_app(services: Services) -> FastAPI:
    """Return the app of a server that is installed (`Services.install`); whoever opened the services closes them.

    Raises:
        OldSchema: at start-up, where the database has another schema than this version needs.
        PolicyError: the office's own policy file cannot be used.
    """
    policy = load_policy(services.settings.policy or JIAOZUO, needed=PARAMETERS)
    metrics = Metrics(services)
    worker = Worker(services.replica, policy, services.clock, done=metrics.verified)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        migrate.check(services.engine)
        if services.settings.verification:
            worker.start()
        yield
        if services.settings.verification:
            await to_thread.run_sync(worker.stop)

    app = DocumentedApp(
        title="ruhu 入户",
        version="0.1.0",
        description="Query parameters that a route does not declare are refused (422 `invalid_request`).",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(declared_only)],
    )
    app.state.edge = Edge(services, metrics, worker)
    edges = (
        sync,
        records,
        household_file,
        lists,
        desk,
        quarantine,
        auth,
        sessions,
        people,
        assignments,
        devices,
        households,
        health,
        audit,
        measures,
        reference,
    )
    for module in edges:
        # The protocol's own bodies are capped line by line, inflated.
        app.include_router(module.router, max_body_size=None if module is sync else FORM_BYTES)
    refusals.install(app)
    app.add_middleware(RateLimit, services=services)
    app.add_middleware(RequestLog, metrics=metrics)
    return app
