"""What identity may raise.

IdentityError
├── WrongCredentials    no such user, another password, or an account that is switched off
├── TooManyAttempts     too many failures in a short time
├── CodeRefused         the enrolment code is unknown, used or expired
├── PublicKeyRefused    not a P-256 public key
├── AssertionRefused    a device's signed assertion does not hold
│   └── AssertionOutOfTime   it was signed by a clock that is too far off
├── TokenRefused        the access token is missing, damaged or expired
├── UsernameTaken       a new user's name belongs to somebody
├── PasswordTooShort    a new user's password is easily guessed
├── UnknownUser         no user has this name
└── NoAssignment        somebody who is to work on a tablet has no area
"""


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


class CodeRefused(IdentityError):
    """An enrolment code is unknown, used or expired."""


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
    """No user has this name."""

    def __init__(self, username: str) -> None:
        """Keep the name."""
        super().__init__(username)
        self.username = username


class NoAssignment(IdentityError):
    """Nobody assigned these people to an area, or their areas have nothing in common."""

    def __init__(self, actors: tuple[str, ...]) -> None:
        """Keep the ids of the people."""
        super().__init__(", ".join(actors))
        self.actors = actors
