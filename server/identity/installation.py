"""The first records of a server: its own enrolment, and that it is the home of its area."""

from collections.abc import Callable
from typing import NamedTuple

from server.identity.writing import write_as_server
from server.store.log import LogTransaction
from sync.authoring import Draft
from sync.directory import ENROLMENT, HOME
from sync.intake import Node
from sync.revision import RecordKey
from sync.seal import PrivateKey


class Installed(NamedTuple):
    """What a server is: its device id, the areas that it covers, and whether this call made it so."""

    device: str
    areas: tuple[str, ...]
    new: bool


def install(
    tx: LogTransaction, node: Node, signer: PrivateKey, *, area: str, label: str, now: int, new_id: Callable[[], str]
) -> Installed:
    """Enrol this server for an area, under its own seal, and make it the area's home. Done already, it stays as it is.

    Args:
        tx: a write transaction.
        node: what this server decides by; its directory may know nobody yet.
        signer: this server's key.
        area: what it covers: "4108" for the city, a township's code for a township server.
        label: its name for people.
        now: unix ms.
        new_id: makes the UUIDs of new records.
    """
    known = node.directory.device(signer.device)
    if known is not None:
        return Installed(known.id, known.reach, new=False)
    enrolment: dict[str, object] = {
        "device": signer.device,
        "kind": "server",
        "public_key": signer.public_key,
        "areas": [area],
        "valid_from": now,
        "label": label,
    }
    # Nobody vouches for the first server but itself: it decides by a directory that knows it already.
    directory = node.directory.copy()
    key = RecordKey(ENROLMENT, new_id())
    directory.take(area, key, enrolment)
    drafts = [Draft(area, key, enrolment, "installation")]
    if directory.home(area) is None:
        home = {"server": signer.device, "from": now}
        drafts.append(Draft(area, RecordKey(HOME, new_id()), home, "installation"))
    write_as_server(tx, node._replace(directory=directory), drafts, now)
    return Installed(signer.device, (area,), new=True)
