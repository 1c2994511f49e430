"""All tables of the server, in one metadata: importing this package declares every one of them."""

from sqlmodel import SQLModel

from server.store.tables import accounts, areas, log, verification

__all__ = ["METADATA", "accounts", "areas", "log", "verification"]

METADATA = SQLModel.metadata
"""Of every table; what the migrations lead to."""
