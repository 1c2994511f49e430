"""`GET /healthz`: whether the server can do its work now, for proxies and supervisors. It asks for no token."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from server.api.access import OPEN
from server.api.edge import EdgeOf
from server.api.openapi import FOR_ALL, json_answer, refused_by
from server.services import Services

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server can read its database."""

    status: Literal["ok"] = "ok"
    server: str
    server_time: int


@router.get("/healthz", dependencies=[OPEN], responses={200: json_answer("healthz"), **refused_by(*FOR_ALL)})
async def healthz(edge: EdgeOf) -> Health:
    """Read from the database; a problem with status 503 where that fails."""
    return await edge.run(_check, edge.services)


def _check(services: Services) -> Health:
    with services.replica.reading():  # it reads the directory's version
        pass
    return Health(server=services.replica.signer.device, server_time=services.clock())
