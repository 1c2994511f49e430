"""Making a server from a backup, where there is none: the same server, with the same key, on another machine.

What was written after the backup is not lost: the tablets hold it, notice by digest that the server does not, and bring
it back (`docs/operations.md`). What must not come back to life is ended: sessions of people, and codes that were handed
out, which may have been used since.
"""

import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from server.config import Settings
from server.operations import archive
from server.operations.archive import Manifest
from server.operations.backup import FOLDER
from server.operations.errors import BackupBroken, BackupUnknown, RestoredOther, TargetNotEmpty
from server.store import migrate, snapshot
from server.store.engine import open_engine

_WORK: Final = ".restoring"

_OF_FILE_SYSTEM: Final = "lost+found"
"""What a disk of its own has in it when it is empty."""


def restore(source: Path, settings: Settings) -> Manifest:
    """Restore a backup into the data folder and the database of the settings, and return what it says of itself.

    The database gets the newest schema. The keys come last: a folder without them is no server's.

    Raises:
        BackupBroken, BackupUnknown, TargetNotEmpty, RestoredOther: see `server.operations.errors`.
        StoreError: the database could not be filled.
    """
    manifest = archive.read_manifest(source)
    engine = open_engine(settings.database_url)
    try:
        _check_source(manifest, engine)
        _check_target(settings.data_dir, engine)
        work = settings.data_dir / _WORK
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            archive.extract(source, lambda name: work / name)
            _fill(engine, work / snapshot.FILES[manifest.engine], manifest, settings)
            for path in sorted((work / FOLDER).iterdir()):
                path.rename(settings.data_dir / path.name)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        archive.sync_folder(settings.data_dir)
    finally:
        engine.dispose()
    return manifest


def _check_source(manifest: Manifest, engine: Engine) -> None:
    if manifest.format != archive.FORMAT:
        raise BackupUnknown(f"format {manifest.format}")
    if manifest.engine != engine.dialect.name:
        raise BackupUnknown(f"{manifest.engine}, and the settings name a database of {engine.dialect.name}")
    if manifest.schema not in migrate.known_schemas():
        raise BackupUnknown(f"schema {manifest.schema} of ruhu {manifest.version}")
    if snapshot.FILES[manifest.engine] not in manifest.files:
        raise BackupBroken("there is no database in it")


def _check_target(folder: Path, engine: Engine) -> None:
    if folder.exists() and any(one.name != _OF_FILE_SYSTEM for one in folder.iterdir()):
        raise TargetNotEmpty(str(folder.absolute()))
    if not snapshot.is_empty(engine):
        raise TargetNotEmpty(engine.url.render_as_string(hide_password=True))


def _fill(engine: Engine, copy: Path, manifest: Manifest, settings: Settings) -> None:
    snapshot.put_back(engine, copy, pg_bin=settings.pg_bin)
    with engine.connect() as connection:
        restored = snapshot.read_contents(connection).streams
    for area in sorted(restored.keys() | manifest.streams.keys()):
        if restored.get(area) != manifest.streams.get(area):
            raise RestoredOther(area)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        snapshot.forget_handed_out(connection)
