"""What the tablet decides by as a replica: the schema, and the directory as far as a tablet knows it."""

from client_stub.facts import Enrolment
from client_stub.store import TabletTransaction
from schemas import REGISTRY
from sync.directory import ENROLMENT, TYPES, Directory
from sync.intake import Node
from sync.revision import RecordKey

_CITY_DIGITS = 4


def load_node(tx: TabletTransaction, enrolment: Enrolment) -> Node:
    """Return what to decide by: the server that enrolled the tablet is known, and what it has pulled of the directory.

    The server's own enrolment lies above a collector's areas and is never pulled.
    """
    directory = Directory()
    server = {
        "device": enrolment.server,
        "kind": "server",
        "public_key": enrolment.server_public_key,
        "areas": list(enrolment.server_areas),
    }
    city = min(enrolment.server_areas)[:_CITY_DIGITS]
    directory.take(city, RecordKey(ENROLMENT, enrolment.server), server)
    for area in tx.areas():
        for kind in TYPES:
            for key, state in tx.records(area, kind).items():
                directory.take(area, key, {} if state.deleted else state.values())
    return Node(REGISTRY, directory)
