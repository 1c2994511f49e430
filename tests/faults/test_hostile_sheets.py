"""Sheets that are too large, broken, or made to do harm: told in both languages, in little memory, nothing stored."""

import codecs
import gzip
import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
import xlsxwriter

from server.exchange.limits import MAX_CSV_BYTES
from tests.integration.exchange.office import (
    CITY,
    HOUSEHOLD_LABELS,
    PERSON_LABELS,
    Office,
    household,
    person,
    write_csv,
)
from tests.integration.verification.village import Clock

pytestmark = pytest.mark.slow

MOST_MEGABYTES = 300
"""Of all processes of the import together."""

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def parts(sheet: str) -> dict[str, str]:
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }


def pack(file: Path, contents: dict[str, str], **large: Iterator[bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        for name, chunks in large.items():
            with archive.open(name.replace("__", "/") + ".xml", "w") as part:
                for chunk in chunks:
                    part.write(chunk)
    return file


def repeated(chunk: bytes, times: int) -> Iterator[bytes]:
    return (chunk for _ in range(times))


def a_million_rows(file: Path) -> Path:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HOUSEHOLD_LABELS)
        for row in range(1, 1_000_000):
            sheet.write_number(row, 5, row)
    return file


def a_million_lines(file: Path) -> Path:
    return write_csv(file, [HOUSEHOLD_LABELS, *([household()] * 1_000_000)])


def few_rows_many_cells(file: Path) -> Path:
    row = b"<row>" + b'<c t="inlineStr"><is><t>x</t></is></c>' * 16_000 + b"</row>"
    sheet = (b"<worksheet><sheetData>", *repeated(row, 300), b"</sheetData></worksheet>")
    contents = parts("")
    del contents["xl/worksheets/sheet1.xml"]
    return pack(file, contents, xl__worksheets__sheet1=iter(sheet))


def two_corners(file: Path) -> Path:
    return pack(
        file,
        parts(
            SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        ),
    )


def a_bomb(file: Path) -> Path:
    return pack(
        file, parts(SHEET.format("")), xl__sharedStrings=repeated(b"<si><t>" + b"x" * 100_000 + b"</t></si>", 20_000)
    )


def a_bomb_that_denies_it(file: Path) -> Path:
    """The directory declares a size of ten bytes for what inflates to two gigabytes."""
    a_bomb(file)
    data = bytearray(file.read_bytes())
    at = data.rindex(b"xl/sharedStrings.xml")
    struct.pack_into("<I", data, at - 46 + 24, 10)
    file.write_bytes(data)
    return file


def laughs(file: Path) -> Path:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>' + SHEET.format(
        '<row><c t="inlineStr"><is><t>&l9;</t></is></c></row>'
    )
    return pack(file, parts(text))


def links_elsewhere(file: Path) -> Path:
    return pack(file, parts(SHEET.format("")) | {"xl/externalLinks/externalLink1.xml": "<externalLink/>"})


def truncated(file: Path) -> Path:
    with xlsxwriter.Workbook(file) as workbook:
        workbook.add_worksheet().write_row(0, 0, HOUSEHOLD_LABELS)
    file.write_bytes(file.read_bytes()[:-200])
    return file


def damaged(file: Path) -> Path:
    with xlsxwriter.Workbook(file) as workbook:
        workbook.add_worksheet().write_row(0, 0, HOUSEHOLD_LABELS)
    with zipfile.ZipFile(file) as archive:
        (sheet,) = (one for one in archive.infolist() if one.filename.endswith("sheet1.xml"))
    data = bytearray(file.read_bytes())
    data[sheet.header_offset + 60 : sheet.header_offset + 100] = b"\xff" * 40
    file.write_bytes(data)
    return file


def of(content: bytes) -> Callable[[Path], Path]:
    def write(file: Path) -> Path:
        file.write_bytes(content)
        return file

    return write


def a_long_line(file: Path) -> Path:
    with file.open("wb") as opened:
        for _ in range(200):
            opened.write(b"x" * 1_000_000)
    return file


def a_gigabyte(file: Path) -> Path:
    with file.open("wb") as opened:
        opened.truncate(1_000_000_000)
    return file


def an_open_quote(file: Path) -> Path:
    rows = io.StringIO()
    rows.write(",".join(HOUSEHOLD_LABELS) + '\n"' + "\n".join(",".join(map(str, household())) for _ in range(20_000)))
    file.write_text(rows.getvalue(), encoding="utf-8")
    return file


def many_columns(file: Path) -> Path:
    return write_csv(file, [[f"列{at}" for at in range(100_000)]])


def formulas(file: Path) -> Path:
    row = household(户主姓名="=cmd|' /C calc'!A0", 工资性收入="#REF!")
    return write_csv(file, [HOUSEHOLD_LABELS, row])


def a_million_parts(file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for at in range(100_000):
            archive.writestr(f"xl/{at}", b"")
    return file


class Case(NamedTuple):
    make: Callable[[Path], Path]
    suffix: str
    wrong: str


CASES = [
    Case(a_million_rows, "xlsx", "TOO_MANY_ROWS"),
    Case(a_million_lines, "csv", "TOO_MANY_ROWS"),
    Case(few_rows_many_cells, "xlsx", "TOO_MANY_CELLS"),
    Case(two_corners, "xlsx", "TOO_MUCH_MEMORY"),
    Case(a_bomb, "xlsx", "TOO_MUCH_MEMORY"),
    Case(a_bomb_that_denies_it, "xlsx", "TOO_MUCH_MEMORY"),
    Case(laughs, "xlsx", "UNSAFE_WORKBOOK"),
    Case(links_elsewhere, "xlsx", "EXTERNAL_LINKS"),
    Case(a_million_parts, "xlsx", "UNSAFE_WORKBOOK"),
    Case(truncated, "xlsx", "BROKEN_WORKBOOK"),
    Case(damaged, "xlsx", "BROKEN_WORKBOOK"),
    Case(of(b"PK\x03\x04 and nothing else"), "xlsx", "BROKEN_WORKBOOK"),
    Case(of(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)), "xls", "OLD_WORKBOOK"),
    Case(of(gzip.compress(b"a,b\n" * 1000)), "xlsx", "WRONG_ENCODING"),
    Case(of(b""), "csv", "EMPTY"),
    Case(of(codecs.BOM_UTF16_LE + "户编号\t姓名".encode("utf-16-le")), "csv", "WRONG_ENCODING"),
    Case(of("姓名,年度".encode("big5") + b"\x81\xff\xff"), "csv", "WRONG_ENCODING"),
    Case(a_long_line, "csv", "LONG_LINE"),
    Case(a_gigabyte, "csv", "TOO_BIG"),
    Case(an_open_quote, "csv", "LONG_LINE"),
    Case(many_columns, "csv", "TOO_MANY_COLUMNS"),
    Case(of(b"\0" * 100_000), "csv", "LONG_LINE"),
    Case(formulas, "csv", "BROKEN_FORMULA"),
]

READ = """
import json, sys
from pathlib import Path
from server.config import Settings
from server.exchange import importing
from server.services import Services
services = Services.open(Settings(data_dir=Path(sys.argv[1])))
done = importing.read(services.replica, importing.Sheets(Path(sys.argv[2]), Path(sys.argv[3])))
print(json.dumps([[one.wrong.name, one.problem.zh, one.problem.en, one.remedy.zh] for one in done.faults.kept]))
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    opened = Office(folder, f"sqlite:///{folder / 'ruhu.db'}", Clock())
    yield opened
    opened.services.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.make.__name__}-{case.wrong}")
def test_what_cannot_be_read_is_told_in_little_memory(office: Office, tmp_path: Path, case: Case):
    file = case.make(tmp_path / f"hostile.{case.suffix}")
    persons = write_csv(tmp_path / "persons.csv", [PERSON_LABELS, person()])
    said, megabytes = run([sys.executable, "-c", READ, str(office.folder), str(file), str(persons)])
    faults = {fault: (zh, en, remedy) for fault, zh, en, remedy in json.loads(said)}
    assert case.wrong in faults, faults
    assert all(faults[case.wrong])

    assert megabytes < MOST_MEGABYTES
    assert office.ends().keys() == {CITY}  # whose stream the installation began


def test_the_command_tells_it_in_both_languages_and_stores_nothing(office: Office, tmp_path: Path):
    file = a_million_rows(tmp_path / "hostile.xlsx")
    persons = write_csv(tmp_path / "persons.csv", [PERSON_LABELS, person()])
    command = [Path(sys.executable).with_name("ruhu"), "household", "import", file, persons]
    environment = os.environ | {"RUHU_DATA_DIR": str(office.folder), "COLUMNS": "300"}
    said, megabytes = run([str(one) for one in command], environment, status=1)
    assert "行数过多" in said
    assert "more than 100000 rows" in said
    assert "按乡镇拆分" in said
    assert megabytes < MOST_MEGABYTES
    assert office.ends().keys() == {CITY}  # whose stream the installation began


def run(command: list[str], environment: dict[str, str] | None = None, *, status: int = 0) -> tuple[str, int]:
    """Run a command to its end, and return what it printed and the most that it and those below it held (MB)."""
    with tempfile.TemporaryFile() as printed:
        process = psutil.Popen(command, env=environment, stdout=printed, stderr=subprocess.STDOUT)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident(process))
            time.sleep(0.02)
        printed.seek(0)
        said = printed.read().decode()
    assert process.returncode == status, said
    return said, peak // 1_000_000


def _resident(process: psutil.Process) -> int:
    try:
        return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


def test_the_cap_on_files_is_beyond_what_a_city_needs():
    assert MAX_CSV_BYTES > 36_252 * 30 * 40
