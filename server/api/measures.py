"""`GET /metrics`: what the server measures, in Prometheus's text format. `docs/operations.md` lists the figures."""

from fastapi import APIRouter
from starlette.responses import Response

from server.api.access import OPERATORS
from server.api.edge import EdgeOf
from server.operations.metrics import MEDIA_TYPE

router = APIRouter()


@router.get("/metrics", include_in_schema=False, dependencies=[OPERATORS])
async def metrics(edge: EdgeOf) -> Response:
    """Return all figures."""
    return Response(await edge.run(edge.metrics.exposition), media_type=MEDIA_TYPE)
