"""The proof after a session: what a replica can show about one area, at its cursor."""

import msgspec

from sync import digest
from sync.revision import RevisionId
from sync.storage import PeerTransaction


class Receipt(msgspec.Struct, frozen=True):
    """What is proven about one area: at the cursor, the peer's digest is the sum of what is held here.

    Attributes:
        number: the cursor's number in the peer's stream.
        held: how many revisions of the local stream came back from the peer.
        total: how many the local stream has.
        equal: whether the digest at the cursor is the sum of the held ids.
        missing: ids of the local stream that have not come back.
    """

    area: str
    number: int
    digest: digest.Digest
    held: int
    total: int
    equal: bool
    missing: tuple[RevisionId, ...]

    @property
    def complete(self) -> bool:
        """Whether both sides hold the same, as far as the cursor tells."""
        return self.equal and not self.missing


def receipt_of(tx: PeerTransaction, peer: str, area: str) -> Receipt:
    """Return what is proven about an area that is held here, against this peer."""
    held, missing = tx.holdings(peer, area)
    cursor = tx.cursor(peer, area)
    equal = digest.add(digest.EMPTY, held) == cursor.digest and len(held) == cursor.number
    return Receipt(area, *cursor, len(held), len(held) + len(missing), equal, tuple(missing))
