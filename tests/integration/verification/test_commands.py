"""`ruhu rules` and `ruhu policy`, as they are run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.cli import app
from server.cli.opening import console
from server.config import Settings
from server.services import Services
from server.verification.catalogue import CATALOGUE
from server.verification.policy import JIAOZUO
from tests.integration.verification.village import Clock, Village, drafts
from tests.unit.server.verification.families import family, household_id

VILLAGES = ("410822104203", "410822104205")


@pytest.fixture(autouse=True)
def wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RUHU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(console, "width", 300)


def run(*arguments: str, status: int = 0) -> str:
    result: Result = CliRunner().invoke(app, arguments)
    assert result.exit_code == status, result.output
    return result.output


def row_of(table: str, name: str) -> list[str]:
    (line,) = [line for line in table.splitlines() if line.startswith(f"│ {name} ")]
    return [cell.strip() for cell in re.split("[│┃]", line)[1:-1]]


class TestRules:
    def test_are_listed_with_gaps_for_their_figures(self):
        listed = run("rules", "list")
        assert all(f" {rule.id} " in listed for rule in CATALOGUE)
        assert row_of(listed, "head_count_wrong") == ["head_count_wrong", "R", "E", "户主数为…"]

    def test_one_is_shown_with_all_that_it_reads(self):
        shown = run("rules", "show", "exit_income_below_line")
        for one in ("household.exit_year", "poverty_line (fen)", "核实收入和退出年度", "R·E"):
            assert one in shown

    def test_one_that_is_not_there_is_named(self):
        assert "没有规则 no_such" in run("rules", "show", "no_such", status=1)

    def test_coverage_counts_the_records_as_they_are(self, tmp_path: Path):
        services = Services.open(Settings(data_dir=tmp_path / "data"), clock=Clock())
        services.install()
        village = Village(services, Clock())
        village.assign("bo", "township", "410822104")
        village.write(*drafts(family(area=VILLAGES[0])))
        for number, income in ((1, {"net_income": 1}), (2, {"net_income": None})):
            village.write(*drafts(family(income, [], household=household_id(number), area=VILLAGES[1])))
        services.close()
        assert row_of(run("rules", "coverage"), "income_net_mismatch")[1:] == ["3", "2", "66.7%", "1"]
        one = run("rules", "coverage", "--area", VILLAGES[0])
        assert row_of(one, "income_net_mismatch")[1:] == ["1", "1", "100.0%", "0"]
        assert row_of(one, "exit_income_below_line")[1:] == ["0", "0", "–", "0"]


class TestPolicy:
    def test_is_listed_with_its_sources(self):
        listed = run("policy", "show")
        assert "未配置" in listed
        assert listed.count(" poverty_line ") == len(range(2010, 2021)) + len(range(2014, 2021))

    def test_shows_what_is_in_force_in_a_year_and_whose_value_is_missing(self):
        shown = run("policy", "show", "--year", "2018", "--area", "410822104203")
        assert row_of(shown, "poverty_line")[1] == "299500"
        assert row_of(shown, "pension_floor_month")[1:4] == ["9800", "fen/month", "市  city 4108"]
        assert "poverty_line (省  province)" in shown
        assert "returned_forest_rate" in shown.split("2018 年没有值")[1]

    def test_is_asked_of_areas_only(self):
        assert "no area code" in run("policy", "show", "--area", "Jiaozuo", status=1)

    def test_a_right_file_is_said_to_be_right(self, tmp_path: Path):
        file = tmp_path / "own.toml"
        file.write_text(JIAOZUO.read_text(encoding="utf-8"), encoding="utf-8")
        assert "可以使用" in run("policy", "check", str(file))

    def test_each_error_of_a_file_is_named_with_its_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        file = tmp_path / "own.toml"
        text = JIAOZUO.read_text(encoding="utf-8")
        line = text[: text.index("value = 9800")].count("\n") + 1
        file.write_text(text.replace("value = 9800", "value = -1"), encoding="utf-8")
        said = run("policy", "check", str(file), status=1)
        assert f"own.toml:{line}: parameter.pension_floor_month.4.value: 不能为负数  negative" in said
        monkeypatch.setenv("RUHU_POLICY", str(file))
        assert f"own.toml:{line}" in run("policy", "show", status=1)
        # In a process of its own: it sets up the logs of whichever it is in.
        ruhu = str(Path(sys.executable).with_name("ruhu"))
        served = subprocess.run([ruhu, "serve", "--port", "0"], capture_output=True, text=True, timeout=60, check=False)
        assert served.returncode == 1
        assert f"own.toml:{line}" in served.stdout
