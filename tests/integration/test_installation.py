"""What is installed from a wheel runs without the checkout; what deploys it is well-formed."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from server.config import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "sync", "server", "client_stub", "migrations", "data")
SCRIPTS = [*sorted((ROOT / "deploy").glob("*.sh")), ROOT / "deploy" / "ruhu"]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The wheel's contents, built from a copy: the build writes beside the sources."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("ruhu-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    return tmp_path / "installed"


@pytest.mark.slow
def test_a_wheel_brings_all_that_the_server_needs(installed: Path, tmp_path: Path):
    environment = os.environ | {"PYTHONPATH": str(installed), "RUHU_DATA_DIR": str(tmp_path / "data")}
    for arguments in (["init"], ["area", "import"], ["fsck"]):
        said = subprocess.run(
            [sys.executable, "-c", "import server.cli; print(server.cli.__file__); server.cli.app()", *arguments],
            cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        ).stdout  # fmt: skip
        assert said.startswith(str(installed))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_parsed_and_run(script: Path):
    subprocess.run(["bash", "-n", script], check=True)
    assert os.access(script, os.X_OK)


def test_the_composition_holds_no_secret_and_watches_every_service():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    described = yaml.safe_load(text)
    assert described["secrets"] == {"ruhu_database_password": {"file": "./secrets/ruhu_database_password"}}
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for name, service in described["services"].items():
        assert "healthcheck" in service or (name == "server" and "HEALTHCHECK" in image)
        assert service["restart"] == "unless-stopped"
    given = described["services"]["server"]["environment"]
    assert {name.removeprefix("RUHU_").lower() for name in given if name.startswith("RUHU_")} <= set(
        Settings.model_fields
    )


def test_the_settings_of_the_service_are_settings():
    lines = (ROOT / "deploy" / "ruhu.env").read_text(encoding="utf-8").splitlines()
    names = {line.lstrip("# ").partition("=")[0] for line in lines if "RUHU_" in line.partition("=")[0]}
    assert {name.removeprefix("RUHU_").lower() for name in names} <= set(Settings.model_fields)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd")
def test_systemd_reads_the_units(tmp_path: Path):
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/ruhu/current/bin/ruhu", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    assert "ruhu" not in done.stderr, done.stderr
