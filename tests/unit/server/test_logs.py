"""What a log line says of an error, and what it does not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, exc

from server.logs import describe
from server.store.engine import open_engine

PERSON = "张三丰410822199001011239"


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE person (name TEXT PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO person VALUES ('{PERSON}')")
    return engine


def test_an_error_of_the_database_is_told_by_its_code(engine: Engine):
    with pytest.raises(exc.IntegrityError) as raised, engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO person VALUES ('{PERSON}')")
    engine.dispose()
    told = describe(raised.value)
    assert told[0]["type"] == "sqlalchemy.exc.IntegrityError"
    assert told[-1]["code"] in {"23505", "SQLITE_CONSTRAINT"}
    assert PERSON not in json.dumps(told, ensure_ascii=False)


def test_what_a_validator_quotes_is_not_told():
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(int).validate_python(PERSON)
    assert PERSON in str(raised.value)
    assert PERSON not in json.dumps(describe(raised.value), ensure_ascii=False)


def test_an_error_of_the_system_is_told_by_its_name_and_place():
    with pytest.raises(OSError, match="No such file") as raised:
        Path(f"/nowhere/{PERSON}").read_bytes()
    (told,) = describe(raised.value)
    assert told["code"] == "ENOENT"
    assert any("test_logs.py" in at for at in told["at"])
    assert PERSON not in json.dumps(told, ensure_ascii=False)


PROCESS = f"""
import asyncio, gc, logging, threading, warnings, structlog
from server.logs import configure_logs

configure_logs()
person = "{PERSON}"
log = structlog.get_logger()
log.info("started", device="tablet-1")
try:
    try:
        int(person)
    except ValueError as error:
        raise KeyError(person) from error
except KeyError:
    log.exception("failed")
    logging.getLogger("library").exception("failed there")
warnings.warn(f"a value:\\n{{person}}", stacklevel=1)
thread = threading.Thread(target=lambda: int(person))
thread.start()
thread.join()

async def fail():
    int(person)

async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    gc.collect()

asyncio.run(main())
int(person)
"""


def test_nothing_that_a_process_says_quotes_a_value():
    done = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1
    assert PERSON not in done.stderr
    assert [line["event"] for line in lines if line["level"] != "warning"] == [
        "started", "failed", "failed there", "uncaught", "Task exception was never retrieved", "uncaught",
    ]  # fmt: skip
    assert [one["type"] for one in lines[1]["error"]] == ["builtins.KeyError", "builtins.ValueError"]
    assert lines[0]["device"] == "tablet-1"
