"""The command `ruhu-tablet`: which commands it has."""

from pathlib import Path
from typing import Annotated

import typer

from client_stub.cli import events, fleet, households, settling, syncing
from client_stub.cli.opening import Opening
from client_stub.environment import Environment

app = typer.Typer(
    name="ruhu-tablet",
    help="入户平板：离线走访，有网即同步。 The tablet: visits without a network, synced where there is one.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


_Folder = Annotated[Path, typer.Option("--dir", envvar="RUHU_TABLET_DIR", help="平板的文件夹。 The tablet's folder.")]
_Person = Annotated[
    str | None,
    typer.Option(
        "--as",
        envvar="RUHU_TABLET_USER",
        help="使用人的登录名或姓名，平板合用时必填。 Who writes: a login or a name; needed where several share it.",
    ),
]
_HOME = Path(typer.get_app_dir("ruhu-tablet"))


@app.callback()
def main(context: typer.Context, folder: _Folder = _HOME, person: _Person = None) -> None:
    """Keep whose tablet it is and where; a caller's own environment comes as the context's object."""
    environment: object = context.obj
    context.obj = Opening(folder, person, environment if isinstance(environment, Environment) else None)


app.command()(syncing.enrol)
app.command("list")(households.list_households)
app.command()(households.show)
app.command()(households.visit)
app.command()(households.edit)
app.command()(events.event)
app.command()(settling.conflicts)
app.command()(settling.resolve)
app.command()(settling.mend)
app.command()(syncing.sync)
app.command()(syncing.status)
app.command()(fleet.fleet)
