"""The machine: disk, key files, who may read the data, environment."""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import make_url

from server.config import Settings, unknown_variables
from server.identity.keys import KEY_FILE, SECRET_FILE
from server.operations.doctor.finding import Finding, Severity, finding, fine_if
from server.operations.doctor.messages import Said
from server.operations.limits import DISK_FULL, DISK_LOW, GIB, INODES_LOW

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at the machine."""
    for folder in _folders(settings):
        yield _disk(folder)
        yield from _inodes(folder)
    yield _keys(settings.data_dir)
    yield _data(settings)
    unknown = unknown_variables(environment)
    if unknown:
        yield finding(Said.SETTINGS_UNKNOWN, Severity.WARNING, names=" ".join(unknown))
    else:
        yield finding(Said.SETTINGS, Severity.FINE)


def _folders(settings: Settings) -> list[Path]:
    """Return the folders that the server writes to, of each disk one."""
    folders = [settings.data_dir.absolute(), *(file.parent for file in _database_files(settings))]
    by_disk = {os.stat(folder).st_dev: folder for folder in reversed(folders) if folder.exists()}  # noqa: PTH116
    return list(by_disk.values())


def _database_files(settings: Settings) -> list[Path]:
    """Return the files of a database that has its own: SQLite's."""
    url = make_url(settings.database_url)
    return [Path(str(url.database)).absolute()] if url.get_backend_name() == "sqlite" else []


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    severity = Severity.FAILURE if free < DISK_FULL else fine_if(free >= DISK_LOW, Severity.WARNING)
    return finding(Said.DISK, severity, folder=str(folder), free_gib=round(free / GIB, 1))


def _inodes(folder: Path) -> Iterator[Finding]:
    """Some file systems count none."""
    found = os.statvfs(folder)
    if found.f_files:
        free = found.f_favail / found.f_files
        severity = fine_if(free >= INODES_LOW, Severity.WARNING)
        yield finding(Said.INODES, severity, folder=str(folder), free_percent=round(100 * free))


def _keys(folder: Path) -> Finding:
    files = [folder / name for name in (KEY_FILE, SECRET_FILE)]
    missing = [one.name for one in files if not one.exists()]
    if missing:
        return finding(Said.KEYS_MISSING, Severity.FAILURE, files=" ".join(missing))
    readable = [one.name for one in files if _is_open(one)]
    if readable:
        return finding(Said.KEYS_READABLE, Severity.FAILURE, files=" ".join(readable))
    return finding(Said.KEYS_PRIVATE, Severity.FINE)


def _data(settings: Settings) -> Finding:
    """Households are in the database; a file in a folder that is closed to others is closed, too."""
    readable = [one for one in _database_files(settings) if one.exists() and _is_open(one) and _is_open(one.parent)]
    folder = settings.data_dir.absolute()
    if _is_open(folder):
        readable.insert(0, folder)
    if readable:
        return finding(Said.DATA_READABLE, Severity.WARNING, places=" ".join(map(str, readable)))
    return finding(Said.DATA_PRIVATE, Severity.FINE)


def _is_open(place: Path) -> bool:
    return bool(place.stat().st_mode & _OTHERS)
