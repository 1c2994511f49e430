"""What the API says about itself: the parts of OpenAPI that the framework cannot know.

NDJSON bodies are described by their header's schema; `examples.json` has a real request and answer of every endpoint,
recorded by `tests/integration/api/test_examples.py`, which also checks that they are what the code says today.
"""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from pydantic import BaseModel

from server.api.answers import JSON, NDJSON
from server.api.problems import Problem
from server.api.refusals import MEDIA_TYPE, statement
from sync.messages import HeadsAnswer, IdsHeader, IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader

REFERENCE: Final = "#/components/schemas/{model}"
"""How a schema of the document is referred to."""

_HEADERS: Final = (PushHeader, PushAnswer, PullRequest, PullHeader, IdsRequest, IdsHeader, HeadsAnswer)

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    (files("server.api") / "examples.json").read_text(encoding="utf-8")
)
"""By name: `request` and `response`; text where a body is NDJSON."""

FOR_ALL: Final = (Problem.INTERNAL, Problem.STORE_UNAVAILABLE, Problem.TOO_MANY_REQUESTS)
SIGNED_IN: Final = (Problem.TOKEN_REFUSED, *FOR_ALL)
WITH_BODY: Final = (Problem.TOO_LARGE, Problem.UNKNOWN_ENCODING, Problem.BROKEN_ENCODING, Problem.BODY_CUT)
WITH_FORM: Final = (Problem.TOO_LARGE, Problem.BODY_CUT)
"""What any body may be refused for that the framework reads; `DocumentedApp` adds it to every endpoint with a body.

It adds INVALID_REQUEST to all: none takes a query parameter that it does not declare.
"""


class ProblemBody(BaseModel):
    """A problem (RFC 9457); `docs/problems.md` lists the codes. Some carry more members than these."""

    type: str
    code: str
    status: int
    title: str
    title_en: str
    remedy: str
    remedy_en: str
    detail: str


class DocumentedApp(FastAPI):
    """An app whose OpenAPI has the protocol's messages and the recorded examples."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        if self.openapi_schema is None:
            document = super().openapi()
            components = document["components"]["schemas"]
            _, messages = msgspec.json.schema_components(_HEADERS, ref_template=REFERENCE.format(model="{name}"))
            components |= {name: _portable(schema) for name, schema in messages.items()}
            components["Problem"] = ProblemBody.model_json_schema()
            for path in document["paths"].values():
                for endpoint in path.values():
                    with_body = WITH_FORM if "requestBody" in endpoint else ()
                    _add_refusals(endpoint["responses"], {Problem.INVALID_REQUEST, *with_body})
                    for body in endpoint.get("requestBody", {}).get("content", {}).values():
                        components |= body["schema"].pop("$defs", {})
                        _fill(body, "request")
                    for body in endpoint["responses"]["200"]["content"].values():
                        _fill(body, "response")
        return super().openapi()


def named(*examples: str) -> dict[str, Any]:
    """Return what stands for these examples in a body's description, until `DocumentedApp` fills them in.

    The framework would drop their nulls.
    """
    return {"examples": {name: {} for name in examples}}


def ndjson_request(form: type[msgspec.Struct], lines: str, example: str) -> dict[str, Any]:
    """Return the description of a body whose header has this form and whose other lines are these."""
    return {"requestBody": {"required": True, "content": {NDJSON: _ndjson(form, lines) | named(example)}}}


def ndjson_answer(form: type[msgspec.Struct], lines: str, example: str) -> dict[str, Any]:
    """Return the description of an answer like it."""
    return {"description": "OK", "content": {NDJSON: _ndjson(form, lines) | named(example)}}


def message_answer(form: type[msgspec.Struct], example: str) -> dict[str, Any]:
    """Return the description of an answer that is one of the protocol's messages alone."""
    schema = {"$ref": REFERENCE.format(model=form.__name__)}
    return {"description": "OK", "content": {JSON: {"schema": schema} | named(example)}}


def json_request(*examples: str) -> dict[str, Any]:
    """Return the description of a body whose schema the framework knows."""
    return {"requestBody": {"content": {JSON: named(*examples)}}}


def json_answer(*examples: str) -> dict[str, Any]:
    """Return the description of an answer whose schema the framework knows."""
    return {"content": {JSON: named(*examples)}}


def refused_by(*problems: Problem) -> dict[int | str, dict[str, Any]]:
    """Return the description of the problems that an endpoint may answer with, by status."""
    found: dict[int | str, dict[str, Any]] = {}
    for one in sorted(set(problems), key=lambda one: (one.status, one.code)):
        schema = {"$ref": REFERENCE.format(model="Problem")}
        said = found.setdefault(one.status, {"content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}})
        said["content"][MEDIA_TYPE]["examples"][one.code] = {"summary": one.title.en, "value": statement(one, "", {})}
        said["description"] = ", ".join(said["content"][MEDIA_TYPE]["examples"])
    return found


def _ndjson(form: type[msgspec.Struct], lines: str) -> dict[str, Any]:
    name = form.__name__
    description = f"NDJSON, gzip or zstd or plain. The first line is a `{name}`. {lines}"
    first = {"$ref": REFERENCE.format(model=name)}
    return {"schema": {"type": "string", "description": description, "x-first-line": first}}


def _add_refusals(responses: dict[str, Any], problems: Iterable[Problem]) -> None:
    for status, said in refused_by(*problems).items():
        known = responses.setdefault(str(status), said)["content"][MEDIA_TYPE]["examples"]
        known |= said["content"][MEDIA_TYPE]["examples"]
        responses[str(status)]["description"] = ", ".join(sorted(known))


def _fill(body: dict[str, Any], side: str) -> None:
    for name, example in body.get("examples", {}).items():
        example["value"] = EXAMPLES[name][side]


def _portable(schema: Any) -> Any:  # noqa: ANN401 -- any part of a JSON Schema
    """Return a schema whose patterns end in `$`, which JSON Schema knows as the end of the text."""
    if isinstance(schema, dict):
        return {
            key: value.replace(r"\Z", "$") if key == "pattern" and isinstance(value, str) else _portable(value)
            for key, value in schema.items()
        }
    return [_portable(one) for one in schema] if isinstance(schema, list) else schema
