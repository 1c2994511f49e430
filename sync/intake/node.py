"""What a replica decides by."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from schemas.registry import Registry
from sync.directory import Directory
from sync.intake.touched import TouchedRecords
from sync.revision import Revision
from sync.seal import Signer


class HouseRules(Protocol):
    """What a server objects to because of what lies beyond the record: it judges once, and its verdict travels.

    It belongs to one transaction, as the node does.
    """

    def objections(self, revision: Revision, who: Collection[str], records: TouchedRecords) -> Mapping[str, str]:
        """Return error codes by field (`@deleted` for the deletion) of a revision that is about to be judged.

        Args:
            revision: what is judged; it stands in no record yet, and no value of it has been validated.
            who: in what capacities its author may act.
            records: the records of its area, with all that enters before it in this batch.
        """
        ...


class Node(NamedTuple):
    """What a replica decides by.

    Attributes:
        signer: the key of a server; None on a tablet, which never judges.
        house_rules: what a server looks at beyond the record; a tablet has none.
    """

    registry: Registry
    directory: Directory
    signer: Signer | None = None
    house_rules: HouseRules | None = None

    def judges(self, area: str) -> bool:
        """Whether this replica is the area's home."""
        return self.signer is not None and self.directory.home(area) == self.signer.device
