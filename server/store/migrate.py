"""Bringing a database to the schema of this version, by the steps in `migrations/`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from server.store.errors import BrokenReferences, OldSchema

MIGRATIONS = Path(__file__).parents[2] / "migrations"

_LOCK = 0x72756875
"""The advisory lock under which a PostgreSQL is migrated: only one of several servers that start at once does it."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema, in one transaction; one that has it already is left alone."""
    with migrating(engine) as connection:
        command.upgrade(configuration(connection), "head")


def check(engine: Engine) -> None:
    """Accept a database that has the newest schema.

    Raises:
        OldSchema: it has another one.
    """
    needed = newest_schema()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != needed:
        raise OldSchema(found, needed)


@cache
def newest_schema() -> str | None:
    """Return the schema that this version needs, by the number of the migration that leads to it."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def known_schemas() -> frozenset[str]:
    """Return the schemas that this version can bring to the newest, and that one."""
    return frozenset(step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def configuration(connection: Connection) -> Config:
    """Return what Alembic's commands need to work in this connection's transaction."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which tables may be written anew.

    On SQLite that drops the old table, which would delete what refers to it. So foreign keys are off, which they can
    only be outside a transaction, and are checked at the end.
    """
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _pragma(connection, "foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise BrokenReferences(broken)
        finally:
            if sqlite:
                _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, setting: str) -> None:
    """Set a pragma on the driver's own connection: through SQLAlchemy it would begin a transaction."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {setting}")
    cursor.close()
