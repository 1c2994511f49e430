"""`ruhu settings`: the settings as they are in force."""

import os

from rich.table import Table

from server.cli.messages import Say
from server.cli.opening import both, console, say
from server.config import Settings, shown, unknown_variables


def settings() -> None:
    """列出设置，密码等不显示。 List the settings as they are in force, secrets masked."""
    table = Table()
    for column in (Say.VARIABLE, Say.VALUE, Say.MEANING):
        table.add_column(both(column.label), overflow="fold")
    for one in shown(Settings()):
        table.add_row(one.variable, one.value, f"{one.label.zh}\n{one.label.en}")
    console.print(table)
    for name in unknown_variables(os.environ):
        say(Say.NO_SETTING, "yellow", variable=name)
