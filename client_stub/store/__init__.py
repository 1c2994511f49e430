"""The tablet's store: one SQLite file that survives a pulled battery.

`database` opens the file and runs transactions, `tables` is its schema, `log` keeps the contract of `sync.storage`,
`views` answers what only a tablet asks, and `local` holds what never leaves it.
"""

from client_stub.store.database import TabletStore, TabletTransaction

__all__ = ["TabletStore", "TabletTransaction"]
