"""The list of administrative areas: names for people. Lists are dated, so nothing is refused for want of a row here."""

from sqlmodel import Field

from server.store.tables.columns import ASCII, REFERENCE, Table


class Area(Table, table=True):
    """One area of the list."""

    __table_args__ = REFERENCE

    code: str = Field(sa_type=ASCII, primary_key=True)
    name: str
    level: str = Field(sa_type=ASCII)
    """`city`, `county`, `township` or `village`."""
    parent: str | None = Field(sa_type=ASCII, index=True)
    """The code of the area that it lies in; None for a city."""


AREA = Table.metadata.tables["area"]
