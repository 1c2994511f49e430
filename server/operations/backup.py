"""Making a backup while the server runs: the database of one moment, and the data folder with its keys, in one file."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from server.identity import audit
from server.identity.audit import CONSOLE, Action, Entry
from server.operations import archive
from server.operations.archive import Described, Manifest
from server.operations.errors import BackupRunning, TargetInside
from server.services import Services
from server.store import snapshot

SUFFIX: Final = ".tar.zst"
FOLDER: Final = "data"
"""What the files of the data folder are stored under."""

_DATABASE_ENDINGS: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite's files end in."""

_WORK: Final = ".ruhu-backup-"
"""The beginning of working folders and of the lock; what a killed backup left goes with the next one."""


class Made(NamedTuple):
    """A backup that was made: where, what it holds, and which older ones were removed."""

    place: Path
    manifest: Manifest
    size: int
    removed: tuple[Path, ...]


def make(services: Services, target: Path, *, keep: int | None = None, progress: snapshot.Progress) -> Made:
    """Make a backup in a folder, which is made too; it takes room for the database, unpacked and packed.

    Args:
        services: the server, which may be running in other processes.
        target: the folder.
        keep: how many backups of this server stay, this one included; None keeps all.
        progress: told how far the database is copied.

    Raises:
        TargetInside, BackupRunning, BackupBroken: see `server.operations.errors`.
        StoreError: the database could not be copied.
    """
    target = target.absolute()
    if target.resolve().is_relative_to(services.settings.data_dir.resolve()):
        raise TargetInside(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _working_folder(target) as work:
        made_at = services.clock()
        name = snapshot.FILES[services.engine.dialect.name]
        contents = snapshot.take(services.engine, work / name, pg_bin=services.settings.pg_bin, progress=progress)
        files = {**_data_files(services), name: archive.describe(work / name)}
        manifest = Manifest(
            format=archive.FORMAT,
            version=version("ruhu"),
            server=services.replica.signer.device,
            made_at=made_at,
            engine=services.engine.dialect.name,
            schema=contents.schema or "",
            streams=contents.streams,
            files={name: one.stored for name, one in files.items()},
        )
        archive.write(work / "archive", manifest, {name: one.path for name, one in files.items()})
        place = target / f"{_stem(manifest.server)}{datetime.fromtimestamp(made_at / 1000, UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"
        os.link(work / "archive", place)  # fails where there is one of this second, instead of replacing it
        archive.sync_folder(target)
    removed = _rotate(target, manifest.server, place, keep) if keep is not None else ()
    made = Made(place, manifest, place.stat().st_size, removed)
    _note(services, made, contents.revisions)
    return made


def _data_files(services: Services) -> dict[str, Described]:
    """Return the files of the data folder but for the database's own and those that are being written (`.…`)."""
    folder, database = services.settings.data_dir.resolve(), _database_file(services)
    found: dict[str, Described] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        of_database = database is not None and path in {Path(f"{database}{end}") for end in _DATABASE_ENDINGS}
        if path.is_file() and not of_database and not any(part.startswith(".") for part in inside.parts):
            found[f"{FOLDER}/{inside.as_posix()}"] = archive.describe(path)
    return found


def _database_file(services: Services) -> Path | None:
    url = services.engine.url
    return Path(str(url.database)).resolve() if url.get_backend_name() == "sqlite" else None


@contextmanager
def _working_folder(target: Path) -> Iterator[Path]:
    """Make a folder for half-made files, of one backup at a time; those that a killed one left behind are removed."""
    with (target / f"{_WORK}lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRunning(target) from None
        for left in target.glob(f"{_WORK}*/"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=_WORK, dir=target) as work:
            yield Path(work)


def _rotate(target: Path, server: str, made: Path, keep: int) -> tuple[Path, ...]:
    """Remove all but the newest backups of this server; the one just made stays, whatever the clock says."""
    older = sorted((one for one in target.glob(f"{_stem(server)}*{SUFFIX}") if one != made), reverse=True)
    gone = tuple(older[max(keep - 1, 0) :])
    for one in gone:
        one.unlink()
    return gone


def _note(services: Services, made: Made, revisions: int) -> None:
    server = made.manifest.server
    with services.replica.begin() as (tx, node):
        device = node.directory.device(server)
        area = device.area if device is not None else services.settings.area
        facts = {"file": made.place.name, "bytes": made.size, "revisions": revisions}
        entry = Entry(
            services.new_id(), services.clock(), CONSOLE, Action.BACKUP_MADE, area, f"server/{server}", facts=facts
        )
        audit.note(tx.connection, entry)


def _stem(server: str) -> str:
    return f"ruhu-{server.removeprefix('server-')}-"
