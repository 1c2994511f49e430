"""`GET /docs`: the OpenAPI document as a page to read. It loads nothing from elsewhere: a LAN may be all there is."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.api.access import OPEN

router = APIRouter()


@router.get("/docs", include_in_schema=False, dependencies=[OPEN])
async def docs(request: Request) -> HTMLResponse:
    """Show what the API says about itself."""
    return HTMLResponse(page(request.app.openapi()))


def page(document: Mapping[str, Any]) -> str:
    """Return an OpenAPI document as HTML."""
    title = escape(document["info"]["title"])
    body = "".join(
        _endpoint(method, path, endpoint)
        for path, methods in document["paths"].items()
        for method, endpoint in methods.items()
    )
    schemas = "".join(
        f'<details id="{escape(name)}"><summary><code>{escape(name)}</code> {escape(_first(schema))}</summary>'
        f"{_shown(schema)}</details>"
        for name, schema in sorted(document["components"]["schemas"].items())
    )
    return _PAGE.format(title=title, body=body, schemas=schemas)


def _endpoint(method: str, path: str, endpoint: Mapping[str, Any]) -> str:
    about = escape(endpoint.get("description", ""))
    asked = "".join(_bodies("请求 request", endpoint.get("requestBody", {})))
    answered = "".join(
        part for status, answer in endpoint["responses"].items() for part in _bodies(f"应答 answer {status}", answer)
    )
    return f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{about}</p>{asked}{answered}"


def _bodies(label: str, body: Mapping[str, Any]) -> Iterator[str]:
    for kind, content in body.get("content", {}).items():
        schema = content["schema"]
        yield f"<h3>{escape(label)} · {escape(kind)}</h3>"
        yield f"<p>{escape(schema['description'])}</p>" if "description" in schema else f"<p>{_names(schema)}</p>"
        for name, example in content.get("examples", {}).items():
            yield f"<details><summary>{escape(name)}</summary>{_shown(example['value'])}</details>"


def _names(schema: object) -> str:
    """Return links to the schemas that a body is made of."""
    found = {part.rpartition("/")[2] for part in json.dumps(schema).split('"') if part.startswith("#/")}
    return " ".join(f'<a href="#{escape(name)}"><code>{escape(name)}</code></a>' for name in sorted(found))


def _first(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description", "")).partition("\n")[0]


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return f"<pre>{escape(text)}</pre>"


_PAGE: Final = """<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
h2 {{ margin-top: 3rem; border-top: 1px solid; padding-top: 1rem; }}
pre {{ overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: 1rem; }}
</style>
<h1>{title}</h1>
<p>OpenAPI: <a href="openapi.json"><code>openapi.json</code></a></p>
{body}
<h2>类型 schemas</h2>
{schemas}
</html>
"""
