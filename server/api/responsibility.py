"""Who manages people and tablets over HTTP: those responsible for where they work (`server.identity.authority`)."""

from typing import Annotated, Final

from fastapi import Path
from pydantic import Field

from server.api.access import Asker, allow
from server.api.errors import NotPermitted
from server.api.openapi import SIGNED_IN
from server.api.problems import Problem
from server.identity import authority
from server.identity.acting import Acting, own_area
from server.identity.authority import RESPONSIBLE, Post
from server.identity.errors import BeyondAuthority
from server.services import Services
from sync.directory import Device
from sync.errors import OutsideScope
from sync.intake import Node

AskerOf = Annotated[Asker, allow(*RESPONSIBLE)]
"""Whoever manages people."""

UserId = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$", description="A user's id.")]
UserInPath = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$", description="A user's id.")]
Reason = Annotated[str, Field(min_length=1, max_length=1000, description="Goes into the audit log.")]
Instant = Annotated[int, Field(ge=0, lt=2**53, description="Unix ms.")]

REFUSED: Final = (
    *SIGNED_IN,
    Problem.PERSON_NEEDED,
    Problem.NOT_PERMITTED,
    Problem.OUTSIDE_SCOPE,
    Problem.INVALID_REQUEST,
)
"""What anything of this kind may be refused for."""

OF_A_USER: Final = (*REFUSED, Problem.BEYOND_AUTHORITY, Problem.UNKNOWN_USER)
"""What anything that is done to a user may be refused for."""

_ADMIN: Final = frozenset({"admin"})


def acting(services: Services, asker: Asker, reason: str | None = None) -> Acting:
    """Return who acts, for the audit log."""
    return Acting(asker.caller.id, asker.now, services.new_id, reason)


def admit_user(node: Node, asker: Asker, user: str) -> None:
    """Let manage a user (by id) who is responsible wherever that one works, or worked last, and has no less say.

    Somebody without any assignment is managed by the server's administrators.

    Raises:
        OutsideScope: the asker has no say somewhere.
        NotPermitted: theirs is not that of somebody responsible.
        BeyondAuthority: the user's say is above theirs.
    """
    posts = authority.posts_of(node.directory, user, asker.now)
    for post in posts:
        authority.check_ending(asker.admit(node.directory, post.area), post)
    if not posts and not asker.admit(node.directory, own_area(node)) & _ADMIN:
        raise NotPermitted(own_area(node), _ADMIN)


def admit_post(node: Node, asker: Asker, post: Post) -> None:
    """Let give an assignment who is responsible for its area, and may give as much say.

    Raises:
        OutsideScope, NotPermitted, BeyondAuthority: as for a user.
    """
    authority.check_giving(asker.admit(node.directory, post.area), post)


def admit_device(node: Node, asker: Asker, device: Device) -> None:
    """Let manage a tablet who is responsible for the area in which it is enrolled.

    Raises:
        OutsideScope, NotPermitted: the asker is not.
    """
    asker.admit(node.directory, device.area)


def scope_of(node: Node, asker: Asker, area: str | None) -> tuple[str, ...]:
    """Return the area prefixes that a list is about: the one asked for, or all for which the asker is responsible.

    Raises:
        OutsideScope, NotPermitted: the asker is not responsible there.
    """
    if area is None:
        return asker.areas(node.directory)
    asker.admit(node.directory, area)
    return (area,)


def manages(node: Node, asker: Asker, user: str) -> bool:
    """Whether the asker may manage a user (by id)."""
    try:
        admit_user(node, asker, user)
    except (OutsideScope, NotPermitted, BeyondAuthority):
        return False
    return True
