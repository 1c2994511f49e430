"""What the HTTP edge may raise by itself.

EdgeError
├── UnknownEncoding   a body's Content-Encoding is none that is understood
├── BrokenEncoding    a body is not what its Content-Encoding says, or ends too early
├── NothingReadable   not one line of a push is a revision
├── InvalidRequest    parameters or a JSON body are not of the form that the endpoint asks for
├── DeviceNeeded      the endpoint is for tablets and servers, and a person asks
├── PersonNeeded      the endpoint is for people, and a device asks
├── NotPermitted      the asker has a say in the area, but not this one
├── NotReady          the server cannot take in anything now
├── TooManyRequests   one caller, or one address, asks for more than any work needs
├── RecordNotFound    there is no such record, or it is outside the asker's scope
└── VersionNotFound   the record has no such revision
"""

from collections.abc import Collection, Mapping, Sequence

from sync.outcome import Outcome


class EdgeError(Exception):
    """Base of all errors of the edge."""


class UnknownEncoding(EdgeError):
    """A Content-Encoding other than gzip and zstd, or several."""

    def __init__(self, encoding: str) -> None:
        """Keep what the header says, cut to a length that can be shown."""
        super().__init__(encoding[:100])


class BrokenEncoding(EdgeError):
    """A compressed body that cannot be inflated."""


class NothingReadable(EdgeError):
    """A push of lines of which none is a revision; nothing was taken in."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what is wrong with each line."""
        super().__init__(f"none of {len(outcomes)} lines is a revision")
        self.outcomes = outcomes


class InvalidRequest(EdgeError):
    """Parameters or a body that are not of the form that is asked for."""

    def __init__(self, faults: Sequence[dict[str, str]]) -> None:
        """Keep what is wrong where (`server.api.faults`)."""
        super().__init__("; ".join(f"{one['at']}: {one['en']}" for one in faults))
        self.faults = faults


class DeviceNeeded(EdgeError):
    """The protocol is spoken by devices only."""


class PersonNeeded(EdgeError):
    """What people decide is not for devices to do."""


class NotPermitted(EdgeError):
    """The asker acts in none of the capacities that this is open to."""

    def __init__(self, area: str | None, capacities: Collection[str]) -> None:
        """Keep where, if it was asked for one area, and in which capacities it would be permitted."""
        super().__init__(area or "anywhere")
        self.area = area
        self.capacities = tuple(sorted(capacities))


class TooManyRequests(EdgeError):
    """More requests than any work needs."""

    def __init__(self, seconds: int) -> None:
        """Keep after how many seconds one may ask again."""
        super().__init__(f"ask again in {seconds} s")
        self.seconds = seconds


class NotReady(EdgeError):
    """Something keeps the server from its work."""

    def __init__(self, checks: Mapping[str, str]) -> None:
        """Keep how each thing stands."""
        super().__init__(", ".join(f"{name}: {state}" for name, state in checks.items()))
        self.checks = dict(checks)


class RecordNotFound(EdgeError):
    """No such record within the asker's scope."""


class VersionNotFound(EdgeError):
    """A record has no revision of this id."""

    def __init__(self, version: str) -> None:
        """Keep the id that was asked for."""
        super().__init__(version)
