"""The services under the tests are what the product asks for: recent engines, durable, a fresh database each."""

import os

import psutil
import pysqlite3
from sqlalchemy import create_engine, text

from tests.services.postgres import PostgresServer


def connect(url: str):
    module = pysqlite3.dbapi2 if url.startswith("sqlite") else None
    return create_engine(url, module=module) if module else create_engine(url)


def test_sqlite_is_newer_than_the_wal_reset_bug():
    assert pysqlite3.sqlite_version_info >= (3, 51, 3)


def test_each_test_gets_an_empty_database(database_url: str):
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (n INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO once VALUES (1)"))
        assert connection.execute(text("SELECT count(*) FROM once")).scalar_one() == 1
    engine.dispose()


def test_the_next_one_does_not_see_it(database_url: str):
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (n INTEGER PRIMARY KEY)"))
    engine.dispose()


def test_postgres_is_durable_local_and_unprivileged(postgres_server: PostgresServer, postgres_url: str):
    engine = connect(postgres_url)
    with engine.connect() as connection:
        show = {name: connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("fsync", "listen_addresses")}
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
    engine.dispose()
    assert show == {"fsync": "on", "listen_addresses": "127.0.0.1"}
    assert int(version) >= 180000
    assert psutil.Process(postgres_server.pid).uids().real != 0 or os.geteuid() != 0
