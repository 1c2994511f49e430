"""The tablet's store: one SQLite file that survives a pulled battery.

`database` opens the file and runs transactions, `tables` is its schema, `log` keeps the contract of `sync.storage`, and
`local` holds what never leaves the tablet.
"""

from client_stub.store.database import TabletStore, TabletTransaction

__all__ = ["TabletStore", "TabletTransaction"]
