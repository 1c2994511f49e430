"""The tablet's only secret: its P-256 key, in a file of its own folder that nobody else may read.

The key is made before the tablet enrols, so that an enrolment whose answer was lost can be repeated with the same key.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

_FILE = "key.pem"


def load_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key in a tablet's folder, made now where there is none yet.

    Raises:
        TypeError: the file holds a key of another kind.
    """
    path = folder / _FILE
    if not path.exists():
        _create(path)
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
