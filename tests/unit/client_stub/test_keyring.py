import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from client_stub.keyring import load_key


def test_a_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path):
    made = load_key(tmp_path)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_key(tmp_path).private_numbers() == made.private_numbers()


def test_a_half_written_key_of_a_crash_is_written_anew(tmp_path: Path):
    (tmp_path / "key.new").write_bytes(b"half a k")
    load_key(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["key.pem"]


def test_a_key_of_another_kind_is_none(tmp_path: Path):
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(other)
    with pytest.raises(TypeError, match=r"key\.pem"):
        load_key(tmp_path)
