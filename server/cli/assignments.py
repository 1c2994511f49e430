"""`ruhu assignment …`: who works where, in which role."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from schemas.day import moment_of, shown_time
from server.cli.areas import warn_of_unlisted
from server.cli.messages import Say
from server.cli.opening import acting, both, console, opened, say
from server.identity import assignments, people, users
from server.identity.authority import Post
from server.store.areas import names_of

app = typer.Typer(name="assignment", help="分工。 Who works where.", no_args_is_help=True)

_PAGE = 1000

_FORMATS = ["%Y-%m-%d", "%Y-%m-%d %H:%M"]

Until = Annotated[
    datetime | None, typer.Option(formats=_FORMATS, help="截止时间（不含），北京时间。 Until then, in China's time.")
]
EndsAt = Annotated[
    datetime | None, typer.Option(formats=_FORMATS, help="结束时间，北京时间；不填则为现在。 When; now without it.")
]


@app.command("give")
def give(
    username: Annotated[str, typer.Argument(help="登录名。 The name to sign in with.")],
    role: Annotated[str, typer.Option(help="collector, township, supervisor, admin")],
    area: Annotated[str, typer.Option(help="地区代码。 An area code.")],
    grant: Annotated[list[str] | None, typer.Option(help="业务角色，可重复。 A finer role, such as inspector.")] = None,
    until: Until = None,
) -> None:
    """分配地区。 Give somebody a role in an area, from now on."""
    with opened() as services, services.replica.begin() as (tx, node):
        by = acting(services)
        user = users.named(tx.connection, username).id
        post = Post(area, role, tuple(grant or ()), by.now, None if until is None else moment_of(until))
        record = people.give(tx, node, by, user, post)
        warn_of_unlisted(tx.connection, [area])
    say(Say.ASSIGNMENT_GIVEN, username=username, area=area, record=record)


@app.command("end")
def end(
    area: Annotated[str, typer.Argument(help="地区代码。 The assignment's area.")],
    record: Annotated[str, typer.Argument(help="分工编号，见 list。 The assignment, as `list` shows it.")],
    at: EndsAt = None,
) -> None:
    """结束分工。 End an assignment now, or at a later time."""
    with opened() as services, services.replica.begin() as (tx, node):
        by = acting(services)
        people.end(tx, node, by, assignments.read(tx, area, record), by.now if at is None else moment_of(at))
    say(Say.ASSIGNMENT_ENDED, record=record)


@app.command("list")
def listing(area: Annotated[str, typer.Argument(help="地区代码。 An area code.")] = "") -> None:
    """列出地区内的分工，含已结束的。 List the assignments within an area, also those that are over."""
    table = Table(title=both(Say.ASSIGNMENTS.label))
    for column in (Say.AREA, Say.USERNAME, Say.NAME, Say.ROLES, Say.FROM, Say.TO, Say.RECORD):
        table.add_column(both(column.label), overflow="fold")
    with opened() as services, services.replica.reading() as (tx, _):
        names = names_of(tx.connection)
        after = ("", "")
        while page := assignments.within(tx, [area], after=after, limit=_PAGE):
            known = users.of(tx.connection, {one.actor for one in page})
            for one in page:
                post, user = one.post, known.get(one.actor)
                table.add_row(
                    f"{post.area} {names.get(post.area, '')}",
                    user.username if user is not None else one.actor,
                    user.name if user is not None else "",
                    " ".join((post.role, *post.grants)),
                    shown_time(post.start),
                    "" if post.end is None else shown_time(post.end),
                    one.record,
                )
            after = (page[-1].post.area, page[-1].record)
    console.print(table)
