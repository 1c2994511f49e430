"""Query parameters that no route declares: refused, since a filter that is misspelt would show too much in silence."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from fastapi.dependencies.models import Dependant
from starlette.requests import Request

from server.api.errors import InvalidRequest
from server.api.faults import MOST, UNKNOWN_PARAMETER, fault

NONE: Final = "—"
"""Stands for the parameters of a route that has none."""


async def declared_only(request: Request) -> None:
    """Let a request in whose query parameters its route, or what it depends on, declares.

    Raises:
        InvalidRequest: there are others; each is named, with those that there are.
    """
    allowed = sorted(set(_declared(request.scope["route"].dependant)))
    unknown = sorted(set(request.query_params) - set(allowed))
    if unknown:
        names = ", ".join(allowed) or NONE
        raise InvalidRequest([fault(UNKNOWN_PARAMETER, ("query", one), allowed=names) for one in islice(unknown, MOST)])


def _declared(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in dependant.query_params)
    for one in dependant.dependencies:
        yield from _declared(one)
