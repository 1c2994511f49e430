import threading
from pathlib import Path

import pytest

from server.identity.errors import PublicKeyRefused
from server.identity.keys import KEY_FILE, SECRET_FILE, load_key, load_secret, read_public_key


def test_a_key_is_made_once_and_kept_for_its_owner_only(tmp_path: Path):
    key, secret = load_key(tmp_path), load_secret(tmp_path)
    assert load_key(tmp_path).public_key == key.public_key
    assert load_secret(tmp_path) == secret
    assert len(secret) == 32
    for name in (KEY_FILE, SECRET_FILE):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY_FILE, SECRET_FILE]


def test_processes_that_start_together_share_one_key(tmp_path: Path):
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(load_key(tmp_path).device)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_a_device_id_follows_from_the_key(tmp_path: Path):
    key = load_key(tmp_path)
    assert key.device.startswith("server-")
    assert read_public_key(key.public_key)


@pytest.mark.parametrize("text", ["", "x", "中文", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" + "A" * 86])
def test_what_is_no_key_on_the_curve_is_refused(text: str):
    with pytest.raises(PublicKeyRefused):
        read_public_key(text)
