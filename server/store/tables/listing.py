"""The tables behind lists and search: of the records' values shown, what lists are filtered by and found by.

They are kept up in the transaction that changes the records (`server.reading.listing`), and can be made anew from them.
On SQLite their rows are stored in their primary key: they are narrow, and read in its order.
"""

from typing import Any, Final

from sqlalchemy import Index
from sqlmodel import Field

from server.store.tables.columns import ASCII, NUMBER, REFERENCE, Table

NARROW: Final[dict[str, Any]] = {"sqlite_with_rowid": False}
"""Table arguments of a table whose rows are hardly more than its key."""


class HouseholdEntry(Table, table=True):
    """One household that is not deleted."""

    __table_args__ = NARROW

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII, primary_key=True)
    poverty_status: str | None = Field(sa_type=ASCII)
    household_attr: str | None = Field(sa_type=ASCII)


class HouseholdYearEntry(Table, table=True):
    """A year of which a household has a record that is not deleted."""

    __table_args__ = NARROW

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII)
    year: int = Field(sa_type=NUMBER)


class FlagEntry(Table, table=True):
    """One flag that is not deleted."""

    __table_args__ = NARROW

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    flag: str = Field(sa_type=ASCII, primary_key=True)
    rule: str | None = Field(sa_type=ASCII)
    severity: str | None = Field(sa_type=ASCII)
    year: int | None = Field(sa_type=NUMBER)
    state: str = Field(sa_type=ASCII)
    """A code of the list `flag_state`."""


class HouseholdFlags(Table, table=True):
    """How many flags of one severity about a household, or about its records, are not settled; none has no row."""

    __table_args__ = NARROW

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII, primary_key=True)
    severity: str = Field(sa_type=ASCII, primary_key=True)
    flags: int = Field(sa_type=NUMBER)


class SearchTerm(Table, table=True):
    """A text by which a household or a member is found: exactly, or by how it begins."""

    __table_args__ = (Index(None, "township", "area", "kind", "term"), NARROW)

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)
    type: str = Field(sa_type=ASCII, primary_key=True)
    kind: str = Field(sa_type=ASCII, primary_key=True)
    """`number`, `name`, `pinyin` or `id` (`server.reading.terms`)."""
    term: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII)
    """The household itself, or the one that the member belongs to."""


class ListingVersion(Table, table=True):
    """One row: by which version of the code these tables were made."""

    __table_args__ = REFERENCE

    id: int = Field(primary_key=True)
    version: str = Field(sa_type=ASCII)


HOUSEHOLD_ENTRY, HOUSEHOLD_YEAR_ENTRY, FLAG_ENTRY, HOUSEHOLD_FLAGS, SEARCH_TERM, LISTING_VERSION = (
    Table.metadata.tables[name]
    for name in (
        "household_entry",
        "household_year_entry",
        "flag_entry",
        "household_flags",
        "search_term",
        "listing_version",
    )
)
"""The same tables for SQLAlchemy Core."""
