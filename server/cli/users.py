"""`ruhu user …`: people who sign in."""

import secrets
from typing import Annotated

import typer

from server.cli.messages import Say
from server.cli.opening import opened, say
from server.identity import assignments, users
from server.identity.users import User

app = typer.Typer(name="user", help="用户。 People who sign in.", no_args_is_help=True)


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="登录名。 The name to sign in with.")],
    role: Annotated[str, typer.Option(help="collector, township, supervisor, admin")],
    area: Annotated[list[str], typer.Option(help="地区代码，可重复。 An area code; several times for several.")],
    name: Annotated[str | None, typer.Option(help="姓名。 The person's name.")] = None,
    generate: Annotated[bool, typer.Option(help="生成密码并显示。 Make a password and show it.")] = False,
) -> None:
    """添加用户并分配地区。 Add a user with a role in one or several areas."""
    password = (
        secrets.token_urlsafe(9)
        if generate
        else typer.prompt("密码 password", hide_input=True, confirmation_prompt=True)
    )
    with opened() as services:
        user = User(services.new_id(), username, name or username)
        now = services.clock()
        with services.replica.begin() as (tx, node):
            users.add(tx.connection, user, password, now)
            for one in area:
                assignments.assign(tx, node, user.id, role=role, area=one, record=services.new_id(), now=now)
    say(Say.USER_ADDED, username=username, name=user.name)
    if generate:
        say(Say.PASSWORD, password=password)


@app.command("disable")
def disable(username: Annotated[str, typer.Argument(help="登录名。 The name to sign in with.")]) -> None:
    """停用登录。 Let nobody sign in under this name any more."""
    with opened() as services, services.replica.begin() as (tx, _):
        users.disable(tx.connection, username)
    say(Say.USER_DISABLED, username=username)
