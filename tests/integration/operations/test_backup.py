"""Backups: what is in them, how they rotate, and what is refused; restoring, into nothing only."""

import fcntl
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from backports import zstd
from sqlalchemy import select

from server.config import Settings
from server.identity import audit
from server.operations import archive, backup
from server.operations.archive import Manifest
from server.operations.backup import Made
from server.operations.errors import (
    BackupBroken,
    BackupRunning,
    BackupUnknown,
    OperationsError,
    TargetInside,
    TargetNotEmpty,
)
from server.operations.messages import REFUSALS
from server.operations.restore import restore
from server.services import Services
from server.store.errors import ToolMissing, ToolTooOld
from server.store.fsck import check
from server.store.tables.accounts import ENROLMENT_CODE, SESSION
from server.store.tables.audit import AUDIT_ENTRY
from tests.integration.api.people import PASSWORD, Clock, Office
from tests.services.postgres import client_programs

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRES_ONLY = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


def make(services: Services, target: Path, keep: int | None = None) -> Made:
    return backup.make(services, target, keep=keep, progress=lambda _done, _total: None)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Settings:
    """Settings of a machine where there is nothing yet, on the same engine."""
    url = "" if database_url.startswith("sqlite") else request.getfixturevalue("postgres_server").create_database()
    return Settings(data_dir=tmp_path / "elsewhere", database_url=url, pg_bin=client_programs())


async def test_a_restored_server_is_the_same_server(
    office: Office, services: Services, elsewhere: Settings, tmp_path: Path, clock: Clock
):
    anna = await office.collector()
    await anna.push(anna.write({"household_no": "1"}), anna.write({"phone": "139"}))
    (services.settings.data_dir / "photos").mkdir()
    (services.settings.data_dir / "photos" / "a.jpg").write_bytes(b"jpg")
    made = make(services, tmp_path / "backups")
    assert restore(made.place, elsewhere) == made.manifest
    again = Services.open(elsewhere, clock=clock)
    assert again.install().new is False
    assert again.replica.signer.public_key == services.replica.signer.public_key
    with services.replica.reading() as (tx, _), again.replica.reading() as (restored, node):
        assert restored.streams(["4108"]) == tx.streams(["4108"]) == made.manifest.streams
        assert list(check(again.replica.store, node.directory)) == []
    again.close()
    held = {path.relative_to(elsewhere.data_dir).as_posix() for path in elsewhere.data_dir.rglob("*") if path.is_file()}
    assert {"server.key", "token.secret", "photos/a.jpg"} <= held
    for path in elsewhere.data_dir.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.name.startswith("ruhu.db-")


async def test_what_was_handed_out_is_not_valid_on_the_restored_server(
    office: Office, services: Services, elsewhere: Settings, tmp_path: Path, clock: Clock
):
    anna = office.appoint("anna")
    office.code(anna)
    asked = {"grant": "password", "username": "anna", "password": PASSWORD}
    assert (await office.client.post("/v1/auth/token", json=asked)).status_code == 200
    restore(make(services, tmp_path / "backups").place, elsewhere)
    again = Services.open(elsewhere, clock=clock)
    with services.replica.reading() as (tx, _), again.replica.reading() as (restored, _):
        for table in (SESSION, ENROLMENT_CODE):
            assert tx.connection.execute(select(table)).all()
            assert restored.connection.execute(select(table)).all() == []
    again.close()


def test_a_backup_is_noted_in_the_audit_log(services: Services, tmp_path: Path):
    made = make(services, tmp_path / "backups")
    with services.replica.reading() as (tx, _):
        (entry,) = tx.connection.execute(select(AUDIT_ENTRY).where(AUDIT_ENTRY.c.action == "backup_made")).all()
    assert entry.actor == audit.CONSOLE
    assert made.place.name in entry.facts


def test_only_the_owner_reads_it_and_other_programs_can(services: Services, tmp_path: Path):
    made = make(services, tmp_path / "backups")
    assert made.place.stat().st_mode & 0o777 == 0o600
    assert made.place.parent.stat().st_mode & 0o777 == 0o700
    with tarfile.open(fileobj=zstd.ZstdFile(made.place), mode="r|") as opened:
        names = [one.name for one in opened]
    assert names[0] == "manifest.json"
    assert names[1:] == list(made.manifest.files)
    assert {"data/server.key", "data/token.secret"} < set(names)
    assert not [name for name in names if "ruhu.db" in name]


def test_the_oldest_go_and_those_of_others_stay(services: Services, tmp_path: Path, clock: Clock):
    target = tmp_path / "backups"
    target.mkdir()
    other = target / "ruhu-0123456789abcdef-20180101T000000Z.tar.zst"
    other.write_bytes(b"another server's")
    made: list[Path] = []
    for _ in range(4):
        clock.now += 86_400_000
        made.append(make(services, target, keep=2).place)
    assert [one for one in made if one.exists()] == made[-2:]
    assert other.exists()
    clock.now -= 30 * 86_400_000  # the clock was set back
    latest = make(services, target, keep=1)
    assert latest.place.exists()
    assert latest.removed == tuple(reversed(made[-2:]))


def test_a_backup_does_not_lie_in_what_it_secures(services: Services):
    with pytest.raises(TargetInside):
        make(services, services.settings.data_dir / "backups")


@SQLITE_ONLY
def test_one_at_a_time_and_the_next_removes_what_a_killed_one_left(services: Services, tmp_path: Path):
    target = tmp_path / "backups"
    left = target / ".ruhu-backup-killed"
    left.mkdir(parents=True)
    (left / "database.sqlite").write_bytes(b"half")
    with (target / ".ruhu-backup-lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BackupRunning):
            make(services, target)
    assert left.exists()
    make(services, target)
    assert not left.exists()


@SQLITE_ONLY
def test_two_of_the_same_second_do_not_replace_each_other(services: Services, tmp_path: Path):
    first = make(services, tmp_path / "backups")
    before = first.place.read_bytes()
    with pytest.raises(FileExistsError):
        make(services, tmp_path / "backups")
    assert first.place.read_bytes() == before


def repack(place: Path, out: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write an archive anew with changed contents, or without a file where None is returned."""
    with (
        zstd.ZstdFile(place) as packed,
        tarfile.open(fileobj=packed, mode="r|") as old,
        zstd.ZstdFile(out, "w") as repacked,
        tarfile.open(fileobj=repacked, mode="w|") as new,
    ):
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            changed = change(member.name, content.read())
            if changed is not None:
                member.size = len(changed)
                new.addfile(member, io.BytesIO(changed))
    return out


@SQLITE_ONLY
@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.999])
def test_a_cut_archive_is_broken(services: Services, tmp_path: Path, at: float):
    place = make(services, tmp_path / "backups").place
    cut = tmp_path / "cut"
    cut.write_bytes(place.read_bytes()[: int(at * place.stat().st_size)])
    with pytest.raises(BackupBroken):
        archive.check(cut)


@SQLITE_ONLY
def test_a_changed_byte_anywhere_is_found(services: Services, tmp_path: Path):
    place = make(services, tmp_path / "backups").place
    whole = bytearray(place.read_bytes())
    for at in range(100, len(whole), len(whole) // 25):
        whole[at] ^= 1
        changed = tmp_path / "changed"
        changed.write_bytes(whole)
        with pytest.raises(BackupBroken):
            archive.check(changed)
        whole[at] ^= 1


@SQLITE_ONLY
def test_a_file_that_was_exchanged_left_out_or_added_is_found(services: Services, tmp_path: Path, elsewhere: Settings):
    place = make(services, tmp_path / "backups").place
    changes: list[Callable[[str, bytes], bytes | None]] = [
        lambda name, body: body if name != "data/server.key" else b"another key",
        lambda name, body: body if name != "database.sqlite" else None,
        lambda name, body: body if name != "manifest.json" else None,
        lambda name, body: _renamed(body) if name == "manifest.json" else body,
    ]
    for number, change in enumerate(changes):
        changed = repack(place, tmp_path / f"changed{number}", change)
        with pytest.raises(BackupBroken):
            restore(changed, elsewhere)
        assert not elsewhere.data_dir.exists() or not any(elsewhere.data_dir.iterdir())


def _renamed(body: bytes) -> bytes:
    return body.replace(b"data/server.key", b"../../server.key")


def test_a_name_that_leads_out_of_the_folder_is_refused():
    assert archive.is_safe("data/server.key")
    for name in ("/etc/passwd", "data/../../server.key", ".."):
        assert not archive.is_safe(name)


@SQLITE_ONLY
@pytest.mark.parametrize(
    "change", [{"format": 2}, {"schema": "9999"}, {"engine": "postgresql"}], ids=["format", "schema", "engine"]
)
def test_what_this_version_does_not_know_is_refused(
    services: Services, tmp_path: Path, elsewhere: Settings, change: dict[str, object]
):
    place = make(services, tmp_path / "backups").place

    def changed(name: str, body: bytes) -> bytes:
        if name != "manifest.json":
            return body
        return msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(body, type=Manifest), **change))

    with pytest.raises(BackupUnknown):
        restore(repack(place, tmp_path / "changed", changed), elsewhere)


def test_nothing_is_restored_over_data(services: Services, elsewhere: Settings, tmp_path: Path):
    place = make(services, tmp_path / "backups").place
    with pytest.raises(TargetNotEmpty):
        restore(place, services.settings)
    with pytest.raises(TargetNotEmpty):  # an empty folder, and the database of another server
        restore(place, services.settings.model_copy(update={"data_dir": tmp_path / "empty"}))
    restore(place, elsewhere)
    with pytest.raises(TargetNotEmpty):
        restore(place, elsewhere)


@POSTGRES_ONLY
def test_without_its_programs_postgresql_is_not_copied(services: Services, tmp_path: Path):
    nowhere = services.settings.model_copy(update={"pg_bin": tmp_path})
    with pytest.raises(ToolMissing, match="RUHU_PG_BIN"):
        make(services._replace(settings=nowhere), tmp_path / "backups")
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    with pytest.raises(ToolTooOld, match="pg_dump 9"):
        make(services._replace(settings=nowhere), tmp_path / "backups")
    assert [one.name for one in (tmp_path / "backups").iterdir()] == [".ruhu-backup-lock"]


def test_every_refusal_is_said_in_both_languages():
    assert set(REFUSALS) == set(OperationsError.__subclasses__())
    for said in REFUSALS.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said.zh)
        assert said.en.isascii()
