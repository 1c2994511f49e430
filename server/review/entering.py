"""A revision that is about to be judged, beside the record that it would change."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from schemas import REGISTRY
from sync.intake.touched import TouchedRecords
from sync.merge import State
from sync.revision import Revision


class Entering(NamedTuple):
    """What the house rules look at.

    Attributes:
        standing: its record as it is now.
        values: what the record would show with those values of the revision that are valid.
        wrong: the fields of which the value is not.
        records: the records of the area, with all that enters before it in this batch.
    """

    revision: Revision
    standing: State
    values: Mapping[str, Any]
    wrong: Collection[str]
    records: TouchedRecords


def entering(revision: Revision, records: TouchedRecords) -> Entering:
    """Look at a revision beside its record."""
    standing = records.standing(revision.key)
    wrong = REGISTRY.errors(revision.type, revision.set).keys()
    sound = {field: value for field, value in revision.set.items() if field not in wrong}
    return Entering(revision, standing, standing.values() | sound, wrong, records)
