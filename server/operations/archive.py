"""A backup as one file: a tar under zstd, readable by its owner only, that any machine with these two programs opens.

    manifest.json            first: what it is, and the size and SHA-256 of every other file
    data/server.key …        the files of the data folder
    database.sqlite          last; or database.pgdump

An archive appears under its name only when it is whole, has been read back, and is on the disk.
"""

import hashlib
import io
import os
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

import msgspec

from server.operations.errors import BackupBroken
from sync.storage import Cut

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
MANIFEST_BYTES: Final = 64 * 1024 * 1024
"""At most; the ends of 2,000 villages take a quarter of a megabyte."""

LEVEL: Final = 3
"""Of zstd: as fast as the disk, and a third of the size."""

PIECE: Final = 1 << 20
OWNER_ONLY: Final = 0o600


class Stored(msgspec.Struct, frozen=True):
    """One file of an archive: its length and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What an archive is and holds.

    Attributes:
        format: `FORMAT`; a newer one is not read.
        version: of ruhu.
        server: the device id of the server.
        made_at: the moment of which it is (unix ms).
        engine: `sqlite` or `postgresql`.
        schema: the database's, the number of its last migration.
        streams: by area, number and digest of the stream's end.
        files: by their names in the archive, in its order.
    """

    format: int
    version: str
    server: str
    made_at: int
    engine: str
    schema: str
    streams: dict[str, Cut]
    files: dict[str, Stored]


class Described(NamedTuple):
    """A file on the disk, and what the manifest says of it."""

    path: Path
    stored: Stored


def describe(path: Path) -> Described:
    """Return a file as it is now; what is appended to it later is left out."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        return Described(path, Stored(size, _digest(file, size)))


def write(place: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write an archive of these files, named as in the manifest, and make sure that the disk has it whole.

    Raises:
        BackupBroken: what is read back is not what was to be written: a file changed meanwhile, or the disk fails.
    """
    with place.open("xb") as raw:
        os.fchmod(raw.fileno(), OWNER_ONLY)
        with zstd.ZstdFile(raw, "w", level=LEVEL) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
            body = msgspec.json.encode(manifest)
            archive.addfile(_member(MANIFEST, len(body), manifest.made_at), io.BytesIO(body))
            for name, stored in manifest.files.items():
                with files[name].open("rb") as file:
                    archive.addfile(_member(name, stored.size, manifest.made_at), file)
        raw.flush()
        os.fsync(raw.fileno())
    if check(place) != manifest:
        raise BackupBroken("the manifest that is read back is another one")


def read_manifest(place: Path) -> Manifest:
    """Return what an archive says that it holds, unchecked.

    Raises:
        BackupBroken: it is none, or its beginning is damaged.
    """
    with _opened(place) as archive:
        return archive.manifest


def check(place: Path) -> Manifest:
    """Read an archive to its end, compare every file with the manifest, and return this.

    Raises:
        BackupBroken: they differ, or it is no archive.
    """
    with _opened(place) as archive:
        for name, file in archive.files():
            _copy(name, file, archive.manifest.files[name], lambda _piece: None)
        return archive.manifest


def extract(place: Path, where: Callable[[str], Path]) -> None:
    """Write every file of an archive to where its name belongs, readable by the owner only, and check it.

    Raises:
        BackupBroken: a file is not what the manifest says, or is missing.
    """
    with _opened(place) as archive:
        for name, file in archive.files():
            path = where(name)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as out:  # noqa: PTH123
                _copy(name, file, archive.manifest.files[name], out.write)
                out.flush()
                os.fsync(out.fileno())


class _Archive:
    """An archive that is being read, once, from its beginning to its end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        first = tar.next()
        if first is None or first.name != MANIFEST or first.size > MANIFEST_BYTES:
            raise BackupBroken("it does not begin with a manifest")
        self.manifest = msgspec.json.decode(self._content(first).read(), type=Manifest)

    def files(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Iterate over all other files, which are those of the manifest."""
        lacking = dict(self.manifest.files)
        while (member := self._tar.next()) is not None:
            if lacking.pop(member.name, None) is None or not is_safe(member.name):
                raise BackupBroken(f"{member.name} is not in the manifest, is there twice, or leads elsewhere")
            yield member.name, self._content(member)
        if lacking:
            raise BackupBroken(f"{', '.join(lacking)} is missing")

    def _content(self, member: tarfile.TarInfo) -> IO[bytes]:
        content = self._tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise BackupBroken(f"{member.name} is no file")
        return content


@contextmanager
def _opened(place: Path) -> Iterator[_Archive]:
    try:
        with zstd.ZstdFile(place) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield _Archive(tar)
    except (zstd.ZstdError, tarfile.TarError, EOFError, msgspec.MsgspecError) as error:
        raise BackupBroken(str(error)) from error


def sync_folder(folder: Path) -> None:
    """Make sure that the disk has what was renamed into a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def is_safe(name: str) -> bool:
    """Whether a file's name stays below the folder that it is taken to."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _copy(name: str, file: IO[bytes], stored: Stored, take: Callable[[bytes], object]) -> None:
    """Hand a file on piece by piece, and compare it with what the manifest says."""
    hashed, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        hashed.update(piece)
        size += len(piece)
        take(piece)
    if Stored(size, hashed.hexdigest()) != stored:
        raise BackupBroken(f"{name} is not what the manifest says")


def _digest(file: IO[bytes], size: int) -> str:
    hashed = hashlib.sha256()
    while size > 0 and (piece := file.read(min(PIECE, size))):
        hashed.update(piece)
        size -= len(piece)
    return hashed.hexdigest()


def _member(name: str, size: int, made_at: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, OWNER_ONLY, made_at // 1000
    return member
