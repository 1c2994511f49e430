"""What those responsible do to people, assignments and tablets: each done whole, and written into the audit log.

Whether the one who asks may do it is asked before, by the edge (`authority`); whoever works at the command line of the
server may do everything.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from server.identity import assignments, authority, devices, lockout, sessions, users
from server.identity.acting import Acting, area_of, own_area
from server.identity.assignments import Held
from server.identity.audit import Action
from server.identity.authority import Post
from server.identity.codes import Code
from server.identity.devices import Change
from server.identity.errors import NoAssignment, SameSuccessor, UnknownAssignment, UserDisabled
from server.identity.sessions import Ending
from server.identity.users import User
from server.identity.writing import write_as_server
from server.store.log import LogTransaction
from sync.directory import Device
from sync.intake import Node
from sync.limits import CLOCK_AHEAD_MS


class NewUser(NamedTuple):
    """Somebody who is to be added, with what they are to be."""

    user: User
    posts: Sequence[Post]
    phone: str | None = None
    password: str | None = None


class HandedOver(NamedTuple):
    """What a successor took over: assignments (area codes) and tablets (device ids)."""

    areas: tuple[str, ...]
    devices: tuple[str, ...]


def add(tx: LogTransaction, node: Node, acting: Acting, new: NewUser) -> None:
    """Add a user with assignments.

    Raises:
        UsernameTaken, PasswordTooShort: the user.
        RoleRefused, GrantRefused, EndNeeded, PeriodRefused, OutsideScope, Rejected: an assignment.
    """
    users.add(tx.connection, new.user, new.password, acting.now, phone=new.phone)
    area = min((one.area for one in new.posts), key=len, default=own_area(node))
    acting.note(tx.connection, Action.USER_ADDED, area, _user(new.user.id))
    for post in new.posts:
        _give(tx, node, acting, new.user.id, post)


def rename(tx: LogTransaction, node: Node, acting: Acting, user: str, name: str) -> None:
    """Give a user (by id) another name for people.

    Raises:
        UnknownUser: there is none.
    """
    users.lock(tx.connection, user)
    users.change(tx.connection, user, name=name)
    _note(tx, node, acting, Action.USER_CHANGED, user)


def disable(tx: LogTransaction, node: Node, acting: Acting, user: str) -> None:
    """Let a user (by id) sign in no more, and end their sessions. Their assignments stay: end them, or hand them over.

    Raises:
        UnknownUser: there is none.
    """
    users.lock(tx.connection, user)
    users.change(tx.connection, user, disabled=True)
    ended = sessions.end(tx.connection, user, Ending.DISABLED, acting.now)
    _note(tx, node, acting, Action.USER_DISABLED, user, sessions=ended)


def enable(tx: LogTransaction, node: Node, acting: Acting, user: str) -> None:
    """Let a user (by id) sign in again.

    Raises:
        UnknownUser: there is none.
    """
    users.lock(tx.connection, user)
    users.change(tx.connection, user, disabled=False)
    _note(tx, node, acting, Action.USER_ENABLED, user)


def reset_password(tx: LogTransaction, node: Node, acting: Acting, user: str) -> Code:
    """Return a one-time code by which a user (by id) sets a new password; the old one and their sessions are void.

    Raises:
        UnknownUser: there is none.
        UserDisabled: they do not sign in any more.
    """
    account = users.lock(tx.connection, user)
    if account.disabled:
        raise UserDisabled(account.user.username)
    code = users.issue_reset(tx.connection, user, acting.now)
    ended = sessions.end(tx.connection, user, Ending.PASSWORD, acting.now)
    lockout.unlock(tx.connection, account.user.username)
    _note(tx, node, acting, Action.PASSWORD_RESET, user, sessions=ended)
    return code


def unlock(tx: LogTransaction, node: Node, acting: Acting, user: str) -> None:
    """Let a user (by id) who failed too often try again at once.

    Raises:
        UnknownUser: there is none.
    """
    account = users.lock(tx.connection, user)
    lockout.unlock(tx.connection, account.user.username)
    _note(tx, node, acting, Action.USER_UNLOCKED, user)


def end_sessions(tx: LogTransaction, node: Node, acting: Acting, user: str, *, session: str | None = None) -> int:
    """End all sessions of a user (by id), or one; return how many were open.

    Raises:
        UnknownUser: there is none.
    """
    users.lock(tx.connection, user)
    ended = sessions.end(tx.connection, user, Ending.ENDED, acting.now, session=session)
    if ended:
        _note(tx, node, acting, Action.SESSION_ENDED, user, sessions=ended)
    return ended


def give(tx: LogTransaction, node: Node, acting: Acting, user: str, post: Post) -> str:
    """Give a user (by id) an assignment; return its record.

    Raises:
        UnknownUser, UserDisabled: the user.
        RoleRefused, GrantRefused, EndNeeded, PeriodRefused, OutsideScope, Rejected: the assignment.
    """
    if users.lock(tx.connection, user).disabled:
        raise UserDisabled(user)
    return _give(tx, node, acting, user, post)


def end(tx: LogTransaction, node: Node, acting: Acting, held: Held, at: int) -> None:
    """End an assignment now, or at a later time (unix ms). What was written before that is accepted when it comes.

    Raises:
        UnknownAssignment: it is over already.
    """
    if held.post.end is not None and held.post.end <= acting.now:
        raise UnknownAssignment(held.record)
    write_as_server(tx, node, [assignments.end_draft(held, max(at, acting.now))], acting.now)
    _note_end(tx, acting, held)


def hand_over(tx: LogTransaction, node: Node, acting: Acting, predecessor: str, successor: str) -> HandedOver:
    """Let one user (by id) take over another's assignments and tablets, from now on.

    The predecessor stays among the tablets' actors, so that what they wrote until now, and have not sent, is accepted,
    also where the tablet's clock is as much ahead as clocks may be; what they would write from then on is not.

    Raises:
        SameSuccessor: they are one person.
        UnknownUser, UserDisabled: the successor.
        NoAssignment: the predecessor has no assignments.
        BeyondDevice: the successor has a say beyond the area in which a tablet is enrolled; it is to be enrolled anew.
    """
    if predecessor == successor:
        raise SameSuccessor
    if users.lock(tx.connection, successor).disabled:
        raise UserDisabled(successor)
    until = acting.now + CLOCK_AHEAD_MS
    held_before = assignments.held_by(tx, node, predecessor)
    current = [one for one in held_before if one.post.end is None or one.post.end > until]
    if not current:
        raise NoAssignment((predecessor,))
    tablets = devices.of_actor(node.directory, predecessor)
    reach = {*node.directory.scope_of(successor, acting.now), *(one.post.area for one in current)}
    for tablet in tablets:
        devices.check_reach(tablet, successor, reach)
    for held in current:
        _give(tx, node, acting, successor, held.post._replace(start=max(held.post.start, acting.now)))
        _note_end(tx, acting, held)
    ends = [assignments.end_draft(held, until) for held in current]
    joined = [devices.joined_draft(tablet, successor) for tablet in tablets]
    write_as_server(tx, node, [*ends, *joined], acting.now)
    for tablet in tablets:
        subject = _device(tablet)
        facts = {"from": predecessor, "to": successor}
        acting.note(tx.connection, Action.DEVICE_HANDED_OVER, tablet.area, subject, **facts)
    return HandedOver(tuple(one.post.area for one in current), tuple(one.id for one in tablets))


def issue_code(
    tx: LogTransaction, node: Node, acting: Acting, actors: Sequence[str], *, valid_ms: int, valid_to: int | None = None
) -> Code:
    """Return a new code by which one tablet is enrolled for these users (ids).

    Raises:
        UserDisabled, UnknownUser: one of them.
        NoAssignment, PeriodRefused: see `devices.issue_code`.
    """
    _check_active(tx, actors)
    code = devices.issue_code(
        tx.connection, node.directory, actors, now=acting.now, valid_ms=valid_ms, valid_to=valid_to
    )
    area = devices.enrolment_area(node.directory, actors, acting.now)
    acting.note(tx.connection, Action.CODE_ISSUED, area, f"area/{area}", actors=sorted(actors))
    return code


def change_device(tx: LogTransaction, node: Node, acting: Acting, device: Device, change: Change) -> None:
    """Change who works with a tablet, its name, or until when it is valid.

    Raises:
        UnknownUser, UserDisabled: one of the new actors.
        DeviceRevoked, BeyondDevice, NoAssignment, PeriodRefused: see `devices.change_draft`.
    """
    if change.actors is not None:
        _check_active(tx, set(change.actors) - (device.actors or frozenset()))
    draft = devices.change_draft(node.directory, device, change, acting.now)
    if not draft.set:
        return
    write_as_server(tx, node, [draft], acting.now)
    facts = {"actors": draft.set["actors"]} if "actors" in draft.set else {}
    acting.note(tx.connection, Action.DEVICE_CHANGED, device.area, _device(device), **facts)


def revoke_device(tx: LogTransaction, node: Node, acting: Acting, device: Device) -> None:
    """Revoke a tablet; one that is revoked already is left alone."""
    if device.revoked_at is None:
        devices.revoke(tx, node, device, acting.now)
        acting.note(tx.connection, Action.DEVICE_REVOKED, device.area, _device(device))


def _give(tx: LogTransaction, node: Node, acting: Acting, user: str, post: Post) -> str:
    authority.check_post(post, acting.now)
    record = acting.new_id()
    assignments.assign(
        tx,
        node,
        user,
        role=post.role,
        area=post.area,
        record=record,
        now=acting.now,
        grants=post.grants,
        start=post.start,
        end=post.end,
    )
    facts = {"user": user, "role": post.role, "grants": sorted(post.grants)}
    acting.note(tx.connection, Action.ASSIGNMENT_GIVEN, post.area, f"assignment/{record}", **facts)
    return record


def _check_active(tx: LogTransaction, actors: Collection[str]) -> None:
    for actor in sorted(actors):
        if users.account(tx.connection, actor).disabled:
            raise UserDisabled(actor)


def _note_end(tx: LogTransaction, acting: Acting, held: Held) -> None:
    subject = f"assignment/{held.record}"
    acting.note(tx.connection, Action.ASSIGNMENT_ENDED, held.post.area, subject, user=held.actor)


def _note(tx: LogTransaction, node: Node, acting: Acting, action: Action, user: str, **facts: object) -> None:
    acting.note(tx.connection, action, area_of(node, user), _user(user), **facts)


def _user(user: str) -> str:
    return f"user/{user}"


def _device(device: Device) -> str:
    return f"device/{device.id}"
