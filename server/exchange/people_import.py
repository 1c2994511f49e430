"""Adding those who work from a sheet: whole or not at all. The same sheet again changes nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from server.exchange.faults import BadCell, Faults, Place, Unusable, Wrong
from server.exchange.gazetteer import Gazetteer
from server.exchange.people_sheet import NAME, USERNAME, Duty, PeopleReader
from server.identity import people, users
from server.identity.acting import Acting, own_area
from server.identity.audit import Action
from server.identity.authority import Post
from server.identity.errors import UnknownUser
from server.identity.people import NewUser
from server.identity.users import User
from server.replica import Replica, Work
from server.store.areas import names_of
from server.store.log import LogTransaction
from sync.intake import Node


class Person(NamedTuple):
    """Somebody of the sheet, with all of their posts; `place` is their first row."""

    place: Place
    name: str
    username: str
    phone: str | None
    posts: tuple[Post, ...]


@dataclass
class Plan:
    """What an import does: users to add, posts to give to those who are users, and who needs nothing."""

    new: list[Person] = field(default_factory=list[Person])
    more: list[tuple[str, Person]] = field(default_factory=list[tuple[str, Person]])
    unchanged: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        users: everybody of the sheet, by id.
        added: those of them who were not users before.
        posts: how many assignments were given.
    """

    users: tuple[str, ...]
    added: tuple[str, ...]
    posts: int


def read(replica: Replica, file: Path, faults: Faults, now: int, encoding: str | None = None) -> list[Person]:
    """Return the people of a sheet, each once; what is wrong is noted."""
    with replica.reading() as (tx, node):
        gazetteer = Gazetteer(names_of(tx.connection).items())
        server = node.directory.device(replica.signer.device)
    if server is None or not gazetteer:
        faults.add(Place(file.name), Unusable(Wrong.NO_AREAS))
        return []
    return _by_person(PeopleReader(gazetteer, server.covers, faults, now, encoding).read(file), faults)


def plan(work: Work, found: Iterable[Person], faults: Faults, now: int) -> Plan:
    """Return what is to be done for these people, in a transaction; what is wrong is noted."""
    made = Plan()
    for person in found:
        try:
            user = users.named(work.tx.connection, person.username)
        except UnknownUser:
            made.new.append(person)
            continue
        if user.name != person.name:
            _note(faults, person, BadCell(Wrong.USERNAME_TAKEN, other=user.name))
        elif users.account(work.tx.connection, user.id).disabled:
            _note(faults, person, BadCell(Wrong.SWITCHED_OFF))
        elif posts := _lacking(work.node, user.id, person.posts, now):
            made.more.append((user.id, person._replace(posts=posts)))
        else:
            made.unchanged.append(user.id)
    return made


def store(tx: LogTransaction, node: Node, acting: Acting, made: Plan) -> Imported:
    """Add users and give assignments, in this transaction.

    Raises:
        Rejected: an assignment is not one that can be.
    """
    added: list[str] = []
    for person in made.new:
        user = User(acting.new_id(), person.username, person.name)
        people.add(tx, node, acting, NewUser(user, person.posts, person.phone))
        added.append(user.id)
    for user, person in made.more:
        for post in person.posts:
            people.give(tx, node, acting, user, post)
    posts = sum(len(person.posts) for person in (*made.new, *(person for _, person in made.more)))
    area = own_area(node)
    facts = {"users": len(added), "assignments": posts}
    acting.note(tx.connection, Action.PEOPLE_IMPORTED, area, f"area/{area}", **facts)
    known = (*added, *(user for user, _ in made.more), *made.unchanged)
    return Imported(known, tuple(added), posts)


def _by_person(duties: Iterable[Duty], faults: Faults) -> list[Person]:
    found: dict[str, Person] = {}
    for one in duties:
        known = found.setdefault(one.username, Person(one.place, one.name, one.username, one.phone, ()))
        if known.name != one.name:
            where = {"where": "", "where_en": "this sheet", "row": known.place.row, "other": known.name}
            faults.add(one.place._replace(column=NAME.label), BadCell(Wrong.DIFFERS, **where), one.name)
        elif not any(_same(one.post, post) for post in known.posts):
            found[one.username] = known._replace(phone=known.phone or one.phone, posts=(*known.posts, one.post))
    return list(found.values())


def _lacking(node: Node, user: str, posts: Collection[Post], now: int) -> tuple[Post, ...]:
    held = [one for one in node.directory.assignments(user) if one.end is None or one.end > now]
    return tuple(
        post
        for post in posts
        if not any(
            (one.area, one.role) == (post.area, post.role) and one.capacities.issuperset(post.grants) for one in held
        )
    )


def _same(one: Post, other: Post) -> bool:
    return (one.area, one.role, one.grants) == (other.area, other.role, other.grants)


def _note(faults: Faults, person: Person, error: BadCell) -> None:
    faults.add(person.place._replace(column=USERNAME.label), error, person.username)
