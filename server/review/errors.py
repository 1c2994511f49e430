"""What reviewing may raise by itself.

ReviewError
├── NotHome          another server judges the area
├── OwnWork          nobody releases or reviews what they wrote themselves
├── HeadsMoved       the record was written meanwhile, and the author asked not to merge
├── UnknownParents   a record has no such revisions
└── YearLocked       the county has locked the year; an amendment can be asked for
"""

from collections.abc import Sequence

from sync.authoring import Rejected
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


class HeadsMoved(ReviewError):
    """The heads are not those that the author saw; nothing was written."""

    def __init__(self, heads: Sequence[RevisionId]) -> None:
        """Keep the heads as they are."""
        super().__init__(", ".join(heads))
        self.heads = tuple(heads)


class UnknownParents(ReviewError):
    """An edit names parents that are no revisions of its record."""

    def __init__(self, revisions: Sequence[RevisionId]) -> None:
        """Keep them."""
        super().__init__(", ".join(revisions))
        self.revisions = tuple(revisions)


class YearLocked(ReviewError):
    """An edit of a year that changes by an amendment only; nothing was written."""

    def __init__(self, rejected: Rejected, household: str, year: int) -> None:
        """Keep what was rejected, and whose year it is."""
        super().__init__(f"{household} {year}")
        self.rejected = rejected
        self.household = household
        self.year = year
