"""What a replica decides by."""

from typing import NamedTuple

from schemas.registry import Registry
from sync.directory import Directory
from sync.seal import Signer


class Node(NamedTuple):
    """What a replica decides by.

    Attributes:
        signer: the key of a server; None on a tablet, which never judges.
    """

    registry: Registry
    directory: Directory
    signer: Signer | None = None

    def judges(self, area: str) -> bool:
        """Whether this replica is the area's home."""
        return self.signer is not None and self.directory.home(area) == self.signer.device
