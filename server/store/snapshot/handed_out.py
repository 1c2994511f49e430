"""What a database that was put back must not know any more."""

from sqlalchemy import Connection, delete

from server.store.tables.accounts import ENROLMENT_CODE, RESET_CODE, SESSION


def forget_handed_out(connection: Connection) -> None:
    """Forget people's sessions and one-time codes: they may have been used or ended since the copy was made."""
    for table in (SESSION, RESET_CODE, ENROLMENT_CODE):
        connection.execute(delete(table))
