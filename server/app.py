"""The ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from server.api import auth, health, records, refusals, sync
from server.api.edge import Edge
from server.services import Services
from server.store import migrate


def create_app(services: Services) -> FastAPI:
    """Return the app of a server that is installed (`Services.install`).

    Raises:
        OldSchema: at start-up, where the database has another schema than this version needs.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        migrate.check(services.engine)
        yield
        services.close()

    app = FastAPI(title="ruhu 入户", version="0.1.0", lifespan=lifespan)
    app.state.edge = Edge(services)
    for module in (sync, records, auth, health):
        app.include_router(module.router)
    refusals.install(app)
    return app
