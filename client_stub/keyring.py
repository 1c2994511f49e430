"""The tablet's only secret: its P-256 key, in a file of its own folder that nobody else may read.

The key is made before the tablet enrols, so that an enrolment whose answer was lost can be repeated with the same key.
A tablet that enrols anew takes another key with it; the old one is given up when the enrolment is stored, so a crash in
between leaves it with one that fits.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync.seal import PrivateKey

_FILE = "key.pem"
_NEXT = "key-next.pem"


def load_key(folder: Path, enrolled: str | None = None) -> ec.EllipticCurvePrivateKey:
    """Return the key in a tablet's folder, made now where there is none yet.

    `enrolled` is the public key (SubjectPublicKeyInfo, base64url) under which the tablet is enrolled: where that is the
    next key's, the next key has become the tablet's.

    Raises:
        TypeError: the file holds a key of another kind.
    """
    following = folder / _NEXT
    if enrolled is not None and following.exists() and PrivateKey("", _read(following)).public_key == enrolled:
        following.replace(folder / _FILE)
    return _load(folder / _FILE)


def next_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key that a tablet takes to its next enrolment, made now where there is none yet."""
    return _load(folder / _NEXT)


def _load(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        _create(path)
    return _read(path)


def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no P-256 key")
    return key


def _create(path: Path) -> None:
    """Write a new key: whole or not at all, and never readable by others, not even for a moment."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
