"""`ruhu schema …`: what is recorded, as a contract for tablet apps."""

import json
from pathlib import Path
from typing import Annotated

import typer

from schemas.json_schema import export
from server.cli.messages import Say
from server.cli.opening import say

app = typer.Typer(name="schema", help="数据规范。 What is recorded.", no_args_is_help=True)


@app.command("export")
def export_schema(
    out: Annotated[
        Path | None, typer.Option(help="写入文件，否则打印。 A file; printed otherwise.", dir_okay=False)
    ] = None,
) -> None:
    """导出 JSON Schema。 Export the schema as JSON Schema, the contract for a tablet app."""
    text = json.dumps(export(), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    say(Say.SCHEMA_WRITTEN, file=out)
