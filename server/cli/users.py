"""`ruhu user …`: people who sign in."""

import secrets
from typing import Annotated

import typer
from rich.table import Table

from schemas.day import shown_time
from server.cli.areas import warn_of_unlisted
from server.cli.messages import Say
from server.cli.opening import acting, both, console, opened, say
from server.identity import authority, lockout, people, sessions, users
from server.identity.authority import Post
from server.identity.codes import Code
from server.identity.people import NewUser
from server.identity.users import Account, User
from server.services import Services
from server.store.areas import names_of
from sync.directory import Directory

app = typer.Typer(name="user", help="用户。 People who sign in.", no_args_is_help=True)

_PAGE = 1000

Username = Annotated[str, typer.Argument(help="登录名。 The name to sign in with.")]


@app.command("add")
def add(
    username: Username,
    *,
    role: Annotated[str, typer.Option(help="collector, township, supervisor, admin")],
    area: Annotated[list[str], typer.Option(help="地区代码，可重复。 An area code; several times for several.")],
    name: Annotated[str | None, typer.Option(help="姓名。 The person's name.")] = None,
    grant: Annotated[list[str] | None, typer.Option(help="业务角色，可重复。 A finer role, such as inspector.")] = None,
    generate: Annotated[bool, typer.Option(help="生成密码并显示。 Make a password and show it.")] = False,
) -> None:
    """添加用户并分配地区。 Add a user with a role in one or several areas."""
    with opened() as services:
        password = (
            secrets.token_urlsafe(9)
            if generate
            else typer.prompt("密码 password", hide_input=True, confirmation_prompt=True)
        )
        user = User(services.new_id(), username, name or username)
        by = acting(services)
        posts = [Post(one, role, tuple(grant or ()), by.now) for one in area]
        with services.replica.begin() as (tx, node):
            people.add(tx, node, by, NewUser(user, posts, password=password))
            warn_of_unlisted(tx.connection, area)
    say(Say.USER_ADDED, username=username, name=user.name)
    if generate:
        say(Say.PASSWORD, password=password)


@app.command("list")
def listing(
    area: Annotated[str | None, typer.Argument(help="地区代码；不填则为全部。 An area code; all without it.")] = None,
) -> None:
    """列出用户。 List users, and what they are where."""
    table = Table(title=both(Say.USERS.label))
    for column in (Say.USERNAME, Say.NAME, Say.ROLES, Say.STATE):
        table.add_column(both(column.label))
    with opened() as services, services.replica.reading() as (tx, node):
        now = services.clock()
        names = names_of(tx.connection)
        for account in _all(services):
            user = account.user
            if area is None or authority.belongs(node.directory, user.id, [area], now):
                locked = lockout.locked_until(tx.connection, user.username, now)
                roles = _roles(node.directory, user.id, names, now)
                table.add_row(user.username, user.name, roles, both(_state(account, locked).label))
    console.print(table)


@app.command("rename")
def rename(username: Username, name: Annotated[str, typer.Argument(help="姓名。 The person's name.")]) -> None:
    """更改姓名。 Change the name that people see."""
    with opened() as services, services.replica.begin() as (tx, node):
        people.rename(tx, node, acting(services), users.named(tx.connection, username).id, name)
    say(Say.USER_CHANGED, username=username)


@app.command("disable")
def disable(username: Username) -> None:
    """停用登录并结束其会话。 Let nobody sign in under this name any more, and end their sessions."""
    with opened() as services, services.replica.begin() as (tx, node):
        people.disable(tx, node, acting(services), users.named(tx.connection, username).id)
    say(Say.USER_DISABLED, username=username)


@app.command("enable")
def enable(username: Username) -> None:
    """恢复登录。 Let somebody sign in again."""
    with opened() as services, services.replica.begin() as (tx, node):
        people.enable(tx, node, acting(services), users.named(tx.connection, username).id)
    say(Say.USER_ENABLED, username=username)


@app.command("reset")
def reset(username: Username) -> None:
    """签发密码重置码；原密码即刻失效。 Issue a code for a new password; the old one is void at once."""
    with opened() as services, services.replica.begin() as (tx, node):
        code = people.reset_password(tx, node, acting(services), users.named(tx.connection, username).id)
    _show_reset(username, code)


@app.command("unlock")
def unlock(username: Username) -> None:
    """解除登录锁定。 Let somebody who failed too often try again at once."""
    with opened() as services, services.replica.begin() as (tx, node):
        people.unlock(tx, node, acting(services), users.named(tx.connection, username).id)
    say(Say.USER_UNLOCKED, username=username)


@app.command("sessions")
def list_sessions(
    username: Username,
    end: Annotated[bool, typer.Option(help="全部结束。 End all of them.")] = False,
) -> None:
    """列出或结束会话。 List somebody's sessions, or end them."""
    with opened() as services, services.replica.begin() as (tx, node):
        user = users.named(tx.connection, username).id
        found = sessions.listed(tx.connection, user, services.clock())
        if end:
            people.end_sessions(tx, node, acting(services), user)
    if end:
        say(Say.SESSIONS_ENDED, username=username, count=len(found))
        return
    table = Table(title=both(Say.SESSIONS.label))
    for column in (Say.BEGUN, Say.USED, Say.EXPIRES):
        table.add_column(both(column.label))
    for one in found:
        table.add_row(shown_time(one.created_at), shown_time(one.used_at), shown_time(one.expires_at))
    console.print(table)


@app.command("handover")
def hand_over(
    predecessor: Annotated[str, typer.Argument(help="移交人登录名。 Whose work is handed over.")],
    successor: Annotated[str, typer.Argument(help="接手人登录名。 Who takes it over.")],
    reason: Annotated[str, typer.Option(help="原因，记入审计日志。 Why; it goes into the audit log.")],
) -> None:
    """移交分工和平板；未送达的工作仍会接收。 Hand assignments and tablets over; what is unsent is still accepted."""
    with opened() as services, services.replica.begin() as (tx, node):
        old, new = (users.named(tx.connection, one).id for one in (predecessor, successor))
        done = people.hand_over(tx, node, acting(services, reason), old, new)
    say(Say.HANDED_OVER, successor=successor, areas=" ".join(done.areas), devices=len(done.devices))


def _all(services: Services) -> list[Account]:
    """Return all users by their names, read page by page."""
    found: list[Account] = []
    with services.replica.reading() as (tx, _):
        while page := users.after(tx.connection, found[-1].user.username if found else "", _PAGE):
            found += page
    return found


def _roles(directory: Directory, user: str, names: dict[str, str], now: int) -> str:
    held = (one for one in directory.assignments(user) if one.holds(now))
    return "\n".join(f"{one.area} {names.get(one.area, '')} {one.role}" for one in held)


def _state(account: Account, locked: int | None) -> Say:
    if account.disabled:
        return Say.DISABLED
    if locked is not None:
        return Say.LOCKED
    return Say.ACTIVE if account.has_password else Say.NO_PASSWORD


def _show_reset(username: str, code: Code) -> None:
    say(Say.RESET_CODE, username=username, code=code.text, until=shown_time(code.expires_at))
