"""Keys: the server's own secrets, and reading the public keys of devices.

The server has a P-256 key, which seals what it judges, and the secret that signs access tokens: each a file in the data
folder that only its owner reads. A file appears whole or not at all, and where two processes make it at the same time
both use the one that came first.
"""

import base64
import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server.identity.errors import PublicKeyRefused
from sync.seal import PrivateKey

KEY_FILE, SECRET_FILE = "server.key", "token.secret"
OWNER_ONLY = 0o600
SECRET_BYTES = 32


def load_key(folder: Path) -> PrivateKey:
    """Return the server's key, made at the first call. Its device id follows from the key: `server-<hash>`."""
    pem = _load(folder / KEY_FILE, _new_key)
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{folder / KEY_FILE} holds no P-256 key")
    return PrivateKey(_device_id(key.public_key()), key)


def load_secret(folder: Path) -> bytes:
    """Return the secret of the access tokens (32 bytes), made at the first call."""
    return _load(folder / SECRET_FILE, lambda: secrets.token_bytes(SECRET_BYTES))


def read_public_key(text: str) -> ec.EllipticCurvePublicKey:
    """Return a device's public key: P-256 as SubjectPublicKeyInfo in base64url without padding.

    Raises:
        PublicKeyRefused: it is none.
    """
    try:
        key = serialization.load_der_public_key(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PublicKeyRefused(str(error)) from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise PublicKeyRefused("not on the curve P-256")
    return key


def _load(path: Path, make: Callable[[], bytes]) -> bytes:
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:  # noqa: PTH123
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path.read_bytes()


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _device_id(key: ec.EllipticCurvePublicKey) -> str:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    name = base64.b32hexencode(hashlib.sha256(der).digest())[:16]
    return f"server-{name.decode().lower()}"
