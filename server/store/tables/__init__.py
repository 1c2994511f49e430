"""All tables of the server, in one metadata: importing this package declares every one of them."""

from server.store.tables import accounts, areas, audit, contacts, listing, log, review, verification
from server.store.tables.columns import Table

__all__ = ["METADATA", "accounts", "areas", "audit", "contacts", "listing", "log", "review", "verification"]

METADATA = Table.metadata
"""Of every table; what the migrations lead to."""
