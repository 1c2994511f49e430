"""What writing events of households may raise by itself.

HouseholdError
├── NoSuchHousehold   there is no record of this household
└── EventRefused      the event cannot have happened as it was entered; nothing was written
"""

from schemas.events import EventError


class HouseholdError(Exception):
    """Base of all errors of households."""


class NoSuchHousehold(HouseholdError):
    """There is no household of this name in the area."""


class EventRefused(HouseholdError):
    """An event contradicts the records, or does not say enough."""

    def __init__(self, kind: str, error: EventError) -> None:
        """Keep the kind of event, and what is wrong with it."""
        super().__init__(f"{kind}: {error}")
        self.kind = kind
        self.error = error
