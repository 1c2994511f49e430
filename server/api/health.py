"""`GET /healthz` and `GET /readyz`, for proxies and supervisors. They ask for no token, and say nothing about people.

Where the first does not answer, the process is to be started anew; where the second does not, nobody is to be sent
here until it does.
"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from server.api.access import OPEN
from server.api.edge import Edge, EdgeOf
from server.api.errors import NotReady
from server.api.openapi import FOR_ALL, json_answer, refused_by
from server.api.problems import Problem
from server.operations import readiness
from server.operations.readiness import State

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server runs."""

    status: Literal["ok"] = "ok"
    server: str
    server_time: int


class Ready(BaseModel):
    """The server can take in what tablets bring; how each thing stands, of which nothing is in the way."""

    status: Literal["ready"] = "ready"
    schema_version: State
    disk: State
    worker: State


@router.get("/healthz", dependencies=[OPEN], responses={200: json_answer("healthz"), **refused_by(*FOR_ALL)})
async def healthz(edge: EdgeOf) -> Health:
    """Answer at once: the process is alive."""
    services = edge.services
    return Health(server=services.replica.signer.device, server_time=services.clock())


@router.get(
    "/readyz",
    dependencies=[OPEN],
    responses={200: json_answer("readyz"), **refused_by(*FOR_ALL, Problem.NOT_READY)},
)
async def readyz(edge: EdgeOf) -> Ready:
    """Look at the database, its schema, the disk and the worker; a problem with status 503 where work is impossible."""
    return await edge.run(_look, edge)


def _look(edge: Edge) -> Ready:
    found = readiness.look(edge.services, working=edge.worker.running)
    if not found.ready:
        raise NotReady({name: state.value for name, state in found._asdict().items()})
    return Ready(schema_version=found.schema_version, disk=found.disk, worker=found.worker)
