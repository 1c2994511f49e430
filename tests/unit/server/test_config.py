"""Settings: where they come from, and that the page about them says what the code says."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli import app
from server.cli.opening import console
from server.config import Settings, document, shown, unknown_variables

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of secrets, as systemd names it."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    return tmp_path


def test_the_page_is_that_of_the_code():
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == document()


def test_every_setting_is_said_in_both_languages():
    for one in shown(Settings()):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in one.label.zh)
        assert one.label.en.isascii() or "…" in one.label.en


def test_without_a_database_it_is_a_file_in_the_data_folder(tmp_path: Path):
    assert Settings(data_dir=tmp_path).database_url == f"sqlite:///{tmp_path / 'ruhu.db'}"


def test_a_password_may_be_a_file_and_joins_the_url(credentials: Path, monkeypatch: pytest.MonkeyPatch):
    (credentials / "ruhu_database_password").write_text("p@ss word\n")
    monkeypatch.setenv("RUHU_DATABASE_URL", "postgresql://ruhu@db:5432/ruhu")
    assert Settings().database_url == "postgresql://ruhu:p%40ss word@db:5432/ruhu"


def test_a_variable_goes_before_a_file(credentials: Path, monkeypatch: pytest.MonkeyPatch):
    (credentials / "ruhu_metrics_token").write_text("from the file")
    assert Settings().metrics_token.get_secret_value() == "from the file"
    monkeypatch.setenv("RUHU_METRICS_TOKEN", "from the variable")
    assert Settings().metrics_token.get_secret_value() == "from the variable"


def test_no_secret_is_shown(credentials: Path, monkeypatch: pytest.MonkeyPatch):
    (credentials / "ruhu_database_password").write_text("geheim")
    monkeypatch.setenv("RUHU_DATABASE_URL", "postgresql://ruhu@db/ruhu")
    monkeypatch.setenv("RUHU_METRICS_TOKEN", "geheim")
    monkeypatch.setenv("RUHU_DATADIR", "/somewhere")
    monkeypatch.setattr(console, "width", 200)
    said = CliRunner().invoke(app, ["settings"])
    assert said.exit_code == 0
    assert "geheim" not in said.output + repr(Settings().metrics_token)
    assert "postgresql://ruhu:***@db/ruhu" in said.output
    assert "RUHU_DATADIR is no setting" in said.output


def test_a_mistyped_variable_is_told():
    assert unknown_variables({"RUHU_DATA_DIR": "", "ruhu_port": "", "RUHU_PROT": "", "HOME": ""}) == ["RUHU_PROT"]
