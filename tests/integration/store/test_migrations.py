"""The steps of the schema: up, down, up again with data, and to what the models say."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from server.store.engine import open_engine
from server.store.errors import BrokenReferences, OldSchema
from server.store.fsck import check
from server.store.log import LogStore
from server.store.migrate import check as check_schema
from server.store.migrate import configuration, migrating, upgrade
from server.store.tables import METADATA
from tests.integration.store.scene import contents
from tests.integration.store.test_same_everywhere import people
from tests.replicas import NOW, Server, revise


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def downgrade(engine: Engine, to: str) -> None:
    with migrating(engine) as connection:
        command.downgrade(configuration(connection), to)


def server_on(engine: Engine) -> Server:
    city = Server("city", people().directory)
    city.store = LogStore(engine)
    return city


def test_up_down_and_up_again_keeps_the_log(engine: Engine):
    upgrade(engine)
    city = server_on(engine)
    first = revise({"household_no": "1", "phone": "139"})
    city.take_sealed(first, revise({"household_no": "2"}, [first], time=NOW + 1))
    before = contents(LogStore(engine))
    downgrade(engine, "0001")
    assert contents(LogStore(engine)) == before
    upgrade(engine)
    assert contents(LogStore(engine)) == before
    assert list(check(LogStore(engine), city.node.directory)) == []
    city.take_sealed(revise({"household_no": "3"}, time=NOW + 2))


def test_down_to_nothing_and_up_again(engine: Engine):
    upgrade(engine)
    server_on(engine).take_sealed(revise({"household_no": "1"}))
    downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade(engine)
    upgrade(engine)  # a second time it has nothing to do
    assert contents(LogStore(engine)) == {}
    server_on(engine).take_sealed(revise({"household_no": "1"}))


def test_the_steps_lead_to_what_the_models_say(engine: Engine):
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_an_old_schema_is_told(engine: Engine):
    with pytest.raises(OldSchema, match="None"):
        check_schema(engine)
    upgrade(engine)
    check_schema(engine)
    downgrade(engine, "0001")
    with pytest.raises(OldSchema, match="0001"):
        check_schema(engine)


def test_a_step_that_fails_is_undone(engine: Engine):
    upgrade(engine)
    server_on(engine).take_sealed(revise({"household_no": "1"}))
    before = contents(LogStore(engine))

    def fail() -> None:
        with migrating(engine) as connection:
            command.downgrade(configuration(connection), "base")
            raise RuntimeError("the power is cut")

    with pytest.raises(RuntimeError, match="power"):
        fail()
    check_schema(engine)
    assert contents(LogStore(engine)) == before


def test_tables_can_be_written_anew_on_sqlite_without_losing_what_refers_to_them(sqlite_url: str):
    opened = open_engine(sqlite_url)
    with opened.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (of INTEGER REFERENCES parent ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO parent VALUES (1)")
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")

    def write_anew(rows: str) -> None:
        with migrating(opened) as connection:
            connection.exec_driver_sql("CREATE TABLE anew (id INTEGER PRIMARY KEY)")
            connection.exec_driver_sql(f"INSERT INTO anew {rows}")
            connection.exec_driver_sql("DROP TABLE parent")
            connection.exec_driver_sql("ALTER TABLE anew RENAME TO parent")

    write_anew("SELECT id FROM parent")
    with pytest.raises(BrokenReferences, match="1 rows"):
        write_anew("SELECT id + 1 FROM parent")
    with opened.begin() as connection:
        assert connection.exec_driver_sql("SELECT of FROM child").all() == [(1,)]
        assert connection.exec_driver_sql("SELECT id FROM parent").all() == [(1,)]
        connection.exec_driver_sql("DELETE FROM parent")
        assert connection.exec_driver_sql("SELECT of FROM child").all() == []
    opened.dispose()
