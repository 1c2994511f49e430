"""Alembic's environment, the same for SQLite and PostgreSQL.

`server.store.migrate` passes a connection in; on the command line it is the database of the server's settings. All
steps of one run are one transaction on both engines.
"""

from alembic import context
from sqlalchemy import Connection

from server.store.engine import open_engine
from server.store.migrate import migrating
from server.store.tables import METADATA


def run(connection: Connection) -> None:
    """Run the steps that the command asks for."""
    # SQLite cannot alter a table in place: batch mode writes it anew.
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    from server.config import Settings  # the store itself knows no settings

    with migrating(open_engine(Settings().database_url)) as opened:
        run(opened)
