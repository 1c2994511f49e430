from pathlib import Path

import pytest

from server.exchange.faults import Unusable, Wrong
from server.exchange.rows import read_rows
from tests.integration.exchange.office import write_csv, write_workbook

TABLE = [["户编号", "姓名"], ["4108", "李䶮"], ["", ""], ["4109", "𠮷野"]]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("gb18030", None),
        ("gb18030", "gbk"),
        ("gb18030", "gb18030"),
        ("utf-8", "utf-8"),
    ],
)
def test_the_encoding_of_csv_is_found_out_or_named(tmp_path: Path, encoding: str, named: str | None):
    rows = list(read_rows(write_csv(tmp_path / "a.csv", TABLE, encoding), named))
    assert [row.cells for row in rows] == [TABLE[0], TABLE[1], TABLE[3]]
    assert [row.number for row in rows] == [1, 2, 4]


def test_another_encoding_than_named_is_told(tmp_path: Path):
    with pytest.raises(Unusable) as caught:
        list(read_rows(write_csv(tmp_path / "a.csv", TABLE, "gb18030"), "utf-8"))
    assert caught.value.wrong is Wrong.WRONG_ENCODING
    assert caught.value.facts["byte"] == 0


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_what_stands_between_cells_is_found_out(tmp_path: Path, between: str):
    file = tmp_path / "a.csv"
    file.write_text("\n".join(between.join(row) for row in TABLE), encoding="utf-8")
    assert next(iter(read_rows(file, None))).cells == TABLE[0]


def test_a_workbook_is_known_by_its_content(tmp_path: Path):
    file = write_workbook(tmp_path / "a.csv", {"一": TABLE, "二": [["x", 1.5, True, 12]]})
    assert [(row.sheet, row.number, row.cells) for row in read_rows(file, None)] == [
        ("一", 1, TABLE[0]),
        ("一", 2, TABLE[1]),
        ("一", 4, TABLE[3]),
        ("二", 1, ["x", 1.5, True, 12]),
    ]


def test_what_is_no_file_is_told(tmp_path: Path):
    for file in (tmp_path, tmp_path / "nowhere.csv", Path("/dev/zero")):
        with pytest.raises(Unusable) as caught:
            list(read_rows(file, None))
        assert caught.value.wrong is Wrong.NOT_READABLE
