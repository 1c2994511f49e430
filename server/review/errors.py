"""What reviewing may raise by itself.

ReviewError
├── NotHome   another server judges the area
└── OwnWork   nobody releases or reviews what they wrote themselves
"""

from collections.abc import Sequence

from sync.revision import RevisionId


class ReviewError(Exception):
    """Base of all errors of reviewing."""


class NotHome(ReviewError):
    """Another server judges the area, and has to be asked."""

    def __init__(self, area: str, home: str | None) -> None:
        """Keep the area and its home's device id, where there is one."""
        super().__init__(area)
        self.area = area
        self.home = home


class OwnWork(ReviewError):
    """Two pairs of eyes are needed, and these are one pair."""

    def __init__(self, revisions: Sequence[RevisionId]) -> None:
        """Keep the revisions that the person wrote."""
        super().__init__(", ".join(revisions))
        self.revisions = tuple(revisions)
