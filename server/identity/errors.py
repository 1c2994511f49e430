"""What identity may raise.

IdentityError
├── WrongCredentials    no such user, another password, or an account that is switched off
├── TooManyAttempts     too many failures from one address
├── AccountLocked       too many failures of one account
├── RefreshRefused      no session has this refresh token
├── SessionExpired      the session is too old, or was not used for too long
├── SessionRevoked      the session was ended
├── CodeRefused         the enrolment code is unknown, used or expired
├── ResetRefused        the code for a new password is unknown, used or expired
├── PublicKeyRefused    not a P-256 public key
├── AssertionRefused    a device's signed assertion does not hold
│   └── AssertionOutOfTime   it was signed by a clock that is too far off
├── TokenRefused        the access token is missing, damaged or expired
├── UsernameTaken       a new user's name belongs to somebody
├── PasswordTooShort    a new user's password is easily guessed
├── UnknownUser         no user has this name or id
├── UserDisabled        somebody who is to work does not sign in any more
├── UnknownAssignment   there is no such assignment, or it is over
├── UnknownDevice       there is no such tablet
├── DeviceRevoked       a tablet that was revoked is not changed any more
├── NoAssignment        somebody who is to work on a tablet has no area
├── BeyondDevice        somebody who is to work on a tablet has a say beyond the area in which it is enrolled
├── BeyondAuthority     what is to be given, or who is to be managed, has more say than the one who asks
├── RoleRefused         there is no such role of people
├── GrantRefused        a finer role does not go with the role that it is to be given with
├── EndNeeded           this finer role is given for a limited time only
├── PeriodRefused       an end comes too early
└── SameSuccessor       work is handed over to somebody else, not to oneself
"""

from collections.abc import Collection
from enum import Enum


class IdentityError(Exception):
    """Base of all errors of identity."""


class WrongCredentials(IdentityError):
    """The pair of name and password is not that of an active user. Which part was wrong is not told."""


class TooManyAttempts(IdentityError):
    """Too many failures."""

    def __init__(self, seconds: int) -> None:
        """Keep after how many seconds one may try again."""
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class AccountLocked(TooManyAttempts):
    """Too many failures of one account."""


class RefreshRefused(IdentityError):
    """A refresh token is damaged, or its session long forgotten."""


class SessionExpired(IdentityError):
    """A session has reached its age, or was not used for too long."""


class SessionRevoked(IdentityError):
    """A session was ended."""

    def __init__(self, why: str) -> None:
        """Keep why, as `sessions.Ending` names it."""
        super().__init__(why)
        self.why = why


class CodeRefused(IdentityError):
    """An enrolment code is unknown, used or expired."""


class ResetRefused(IdentityError):
    """A code for a new password is unknown, used, replaced by a newer one, or expired."""


class PublicKeyRefused(IdentityError):
    """A public key is no P-256 key as SubjectPublicKeyInfo in base64url."""


class AssertionRefused(IdentityError):
    """A device's assertion is damaged, of another key or device, or was used before."""


class AssertionOutOfTime(AssertionRefused):
    """An assertion's times are not around now: the device's clock is off, or the assertion old."""

    def __init__(self, server_time: int) -> None:
        """Keep the server's time (unix ms), by which the device can correct its clock."""
        super().__init__(f"the server's time is {server_time}")
        self.server_time = server_time


class TokenRefused(IdentityError):
    """An access token is missing, damaged, of another server, or expired."""


class UsernameTaken(IdentityError):
    """A user of this name exists."""

    def __init__(self, username: str) -> None:
        """Keep the name."""
        super().__init__(username)
        self.username = username


class PasswordTooShort(IdentityError):
    """A password has too few characters."""

    def __init__(self, needed: int) -> None:
        """Keep how many it needs at least."""
        super().__init__(f"at least {needed} characters")
        self.needed = needed


class UnknownUser(IdentityError):
    """No user has this name or id."""

    def __init__(self, user: str) -> None:
        """Keep the name or id."""
        super().__init__(user)
        self.user = user


class UserDisabled(IdentityError):
    """A user who was switched off gets no new work."""

    def __init__(self, user: str) -> None:
        """Keep the id."""
        super().__init__(user)
        self.user = user


class UnknownAssignment(IdentityError):
    """There is no such assignment, or it is over."""

    def __init__(self, record: str) -> None:
        """Keep the record's UUID."""
        super().__init__(record)
        self.record = record


class UnknownDevice(IdentityError):
    """No tablet has this id."""

    def __init__(self, device: str) -> None:
        """Keep the id."""
        super().__init__(device)
        self.device = device


class DeviceRevoked(IdentityError):
    """A tablet that was revoked is not changed any more."""

    def __init__(self, device: str) -> None:
        """Keep the id."""
        super().__init__(device)
        self.device = device


class NoAssignment(IdentityError):
    """Nobody assigned these people to an area, or their areas have nothing in common."""

    def __init__(self, actors: tuple[str, ...]) -> None:
        """Keep the ids of the people."""
        super().__init__(", ".join(actors))
        self.actors = actors


class BeyondDevice(IdentityError):
    """Somebody's assignments reach beyond the area in which a tablet is enrolled."""

    def __init__(self, device: str, actor: str) -> None:
        """Keep the tablet and the person."""
        super().__init__(f"{actor} on {device}")
        self.device = device
        self.actor = actor


class BeyondAuthority(IdentityError):
    """More say than the one who asks may give, or manage."""

    def __init__(self, capacities: Collection[str]) -> None:
        """Keep the capacities that are beyond it."""
        self.capacities = tuple(sorted(capacities))
        super().__init__(", ".join(self.capacities))


class GrantRefused(IdentityError):
    """A finer role that does not go with a role."""

    def __init__(self, role: str, grants: Collection[str]) -> None:
        """Keep the role and those of the finer roles that do not go with it."""
        self.role = role
        self.grants = tuple(sorted(grants))
        super().__init__(f"{role}: {', '.join(self.grants)}")


class RoleRefused(IdentityError):
    """No role of people is called so."""

    def __init__(self, role: str) -> None:
        """Keep what was named."""
        super().__init__(role)
        self.role = role


class EndNeeded(IdentityError):
    """A finer role that is given for a limited time only, and no end."""


class Bound(Enum):
    """What an end has to come after."""

    START = "start"
    NOW = "now"
    CODE = "code"
    """The end of an enrolment code's own validity."""


class PeriodRefused(IdentityError):
    """An end that comes too early."""

    def __init__(self, field: str, bound: Bound, after: int) -> None:
        """Keep which field says the end, and what it has to come after, which is when (unix ms)."""
        super().__init__(f"{field} is not after {bound.value}, {after}")
        self.field = field
        self.bound = bound
        self.after = after


class SameSuccessor(IdentityError):
    """Somebody hands over to themselves."""
