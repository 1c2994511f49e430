"""What the protocol may raise.

SyncError
├── Malformed          a line or header that is not what the protocol says; names the place and the reason
├── TooLarge           a cap of `sync.limits` is exceeded; names the cap
├── ProtocolMismatch   the other side speaks a protocol version that is not served
├── OutsideScope       an area was asked for that the asker may not read
├── LineBroken         the transport lost the line; the step may be repeated as it is
├── PeerRefused        the other replica answered with an error that repeating will not mend
└── IntegrityBroken    bytes, numbers, digest or seals of the other replica contradict each other

No error here knows HTTP; `server/api/problems.py` maps them to problem details.
"""


class SyncError(Exception):
    """Base of all errors of the protocol."""


class Malformed(SyncError):
    """Input that is not canonical, or not of the protocol's form."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep a stable code (`not_canonical`, `number`, …) and a detail for people."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class TooLarge(SyncError):
    """A cap is exceeded."""

    def __init__(self, cap: str, limit: int) -> None:
        """Name the cap and its limit, in the cap's own unit."""
        super().__init__(f"{cap}: more than {limit}")
        self.cap = cap
        self.limit = limit


class ProtocolMismatch(SyncError):
    """The other side speaks a version of the protocol that is not served here."""

    def __init__(self, version: int) -> None:
        """Keep the version that was asked for."""
        super().__init__(f"protocol version {version} is not served")
        self.version = version


class OutsideScope(SyncError):
    """The asker may not read this area."""

    def __init__(self, area: str) -> None:
        """Keep the area."""
        super().__init__(f"area {area} is outside the scope")
        self.area = area


class LineBroken(SyncError):
    """The line broke: nobody knows whether the other side has acted. Every step may be repeated."""


class PeerRefused(SyncError):
    """The peer answered with an error that a retry will not mend."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep the peer's problem code and its text."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class IntegrityBroken(SyncError):
    """What a peer sent contradicts itself: a wrong digest, an unsealed row, a gap."""
