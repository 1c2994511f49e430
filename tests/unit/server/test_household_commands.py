"""`ruhu household`: both commands, as they are run."""

from pathlib import Path

import pytest

from server.cli.opening import console
from tests.integration.exchange.office import HOUSEHOLD_LABELS, family_sheets, household, write_csv
from tests.unit.server.test_cli import run


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUHU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(console, "width", 300)  # whatever the terminal has in which the tests run
    run("init")
    run("area", "import")


@pytest.mark.usefixtures("installed")
def test_a_preview_an_import_and_an_export(tmp_path: Path):
    sheets = [str(file) for file in family_sheets(tmp_path)]
    preview = run("household", "import", "--preview", *sheets)
    assert "预览" in preview
    assert "preview" in preview
    assert "0 户" in run("household", "export", "4108", "--folder", str(tmp_path))
    assert "导入结果" in run("household", "import", *sheets)
    assert "1 户、2 人" in run("household", "export", "410822102", "--folder", str(tmp_path), "--format", "csv")
    exported = [str(tmp_path / f"{name}_410822102.csv") for name in ("households", "persons")]
    assert "预览" in run("household", "import", "--preview", *exported)
    write_csv(tmp_path / "households.csv", [HOUSEHOLD_LABELS, household(主要致贫原因="因残")])
    preview = run("household", "import", "--preview", *sheets)
    for part in ("以表中的值更新：1 处", "主要致贫原因", "因病", "因残"):
        assert part in preview
    assert "未覆盖" not in preview
    assert "以表中的值更新：1 处" in run("household", "import", "--overwrite", *sheets)


@pytest.mark.usefixtures("installed")
def test_faults_are_listed_with_what_to_do_and_nothing_is_stored(tmp_path: Path):
    _, persons = family_sheets(tmp_path)
    bad = write_csv(tmp_path / "bad.csv", [[*HOUSEHOLD_LABELS, "备用"], [*household(工资性收入="三千"), ""]])
    said = run("household", "import", str(bad), str(persons), status=1)
    for part in ("工资性收入", "三千", "不是数字", "not a number", "请只填数字", "发现 1 处错误", "备用"):
        assert part in said
    assert "0 户" in run("household", "export", "4108", "--folder", str(tmp_path))


@pytest.mark.usefixtures("installed")
def test_a_stranger_imports_nothing(tmp_path: Path):
    sheets = [str(file) for file in family_sheets(tmp_path)]
    run("household", "import", *sheets, "--as", "nobody", status=1)
    run("user", "add", "bo", "--role", "township", "--area", "410825", "--generate")
    assert "没有该地区的工作权限" in run("household", "import", *sheets, "--as", "bo", status=1)


@pytest.mark.usefixtures("installed")
def test_no_area_is_exported_by_a_wrong_code(tmp_path: Path):
    assert "不是地区代码" in run("household", "export", "41x", "--folder", str(tmp_path), status=1)
