"""The tables of verification: the queue of households, and what finds a household's records, flags and neighbours."""

from sqlalchemy import Index
from sqlmodel import Field

from server.store.tables.columns import ASCII, NUMBER, REFERENCE, Table


class TouchedHousehold(Table, table=True):
    """A household whose records changed since it was last verified (`server.store.queue`)."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII, primary_key=True)
    not_before: int = Field(sa_type=NUMBER)
    """When it is due (unix ms): 0 for at once."""
    mark: str = Field(sa_type=ASCII)
    """A UUIDv7, another one each time that the household is touched."""


class HouseholdRecord(Table, table=True):
    """Which household a record belongs to, by the value shown of its own field (`server.store.household_index`)."""

    __table_args__ = (Index(None, "township", "area", "household"),)

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)
    type: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII)


class FlagSubject(Table, table=True):
    """Which record a flag asks about; a flag may have several subjects."""

    __table_args__ = (Index(None, "township", "area", "flag", "subject"),)

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    subject: str = Field(sa_type=ASCII, primary_key=True)
    flag: str = Field(sa_type=ASCII, primary_key=True)


class SharedValue(Table, table=True):
    """What a record may have in common with records of other households (`server.store.shared_values`)."""

    __table_args__ = (Index(None, "township", "area", "kind", "value"),)

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    kind: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)
    household: str = Field(sa_type=ASCII)
    value: str = Field(sa_type=ASCII)


class VerificationBasis(Table, table=True):
    """By which rules and which policy the flags of this server came about (`server.store.verification_basis`)."""

    __table_args__ = REFERENCE

    id: int = Field(primary_key=True)
    """Always 1: there is one."""
    digest: str = Field(sa_type=ASCII)


TOUCHED_HOUSEHOLD, HOUSEHOLD_RECORD, FLAG_SUBJECT, SHARED_VALUE, VERIFICATION_BASIS = (
    Table.metadata.tables[name]
    for name in ("touched_household", "household_record", "flag_subject", "shared_value", "verification_basis")
)
"""The same tables for SQLAlchemy Core, which the hot path speaks."""
