"""What is exported comes back as it was: into an empty server all of it, into the same one nothing."""

from pathlib import Path

import pytest

from server.exchange.planning import Effect
from server.exchange.sheet_files import Encoding, Format
from tests.integration.exchange.office import Office, demo_households, told

FORMATS = pytest.mark.parametrize(
    ("kind", "encoding"),
    [(Format.XLSX, Encoding.UTF_8), (Format.CSV, Encoding.UTF_8), (Format.CSV, Encoding.GB18030)],
    ids=["xlsx", "utf-8", "gb18030"],
)


@FORMATS
def test_an_empty_server_gets_all_that_the_sheets_have(
    office: Office, other_office: Office, tmp_path: Path, kind: Format, encoding: Encoding
):
    surveyed = demo_households(60)
    office.survey(surveyed)
    files = office.export(tmp_path / "sheets", kind, encoding)
    done = other_office.read(*files)
    outcome = other_office.store(done)
    people = sum(len(one.members) for one in surveyed)
    assert outcome.effects["household", Effect.CREATED] == 60
    assert outcome.effects["member", Effect.CREATED] == people
    assert other_office.exported() == office.exported()
    again = other_office.read(*files)
    assert told(again) == []
    assert {effect for (_, effect), count in other_office.outcome(again).effects.items() if count} == {Effect.UNCHANGED}


@FORMATS
def test_the_same_server_is_not_changed(office: Office, tmp_path: Path, kind: Format, encoding: Encoding):
    office.survey(demo_households(30))
    before = office.ends()
    office.store(office.read(*office.export(tmp_path / "sheets", kind, encoding)))
    assert office.ends() == before


def test_an_export_is_only_its_owners_and_whole(office: Office, tmp_path: Path):
    office.survey(demo_households(3))
    files = office.export(tmp_path / "sheets")
    assert sorted(tmp_path.joinpath("sheets").iterdir()) == sorted(files)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_character_that_the_encoding_lacks_leaves_no_file(office: Office, tmp_path: Path):
    (one,) = demo_households(1)
    one.members[0].fields["name"] = "𠮷野"
    try:
        office.survey([one])
        with pytest.raises(UnicodeEncodeError):
            office.export(tmp_path / "sheets", Format.CSV, Encoding.GBK)
        assert list(tmp_path.joinpath("sheets").iterdir()) == []
        office.export(tmp_path / "sheets", Format.CSV, Encoding.GB18030)
    finally:
        demo_households.cache_clear()


def test_who_left_is_not_in_the_sheets(office: Office):
    (one,) = demo_households(1)
    one.members[-1].fields["in_household"] = False
    try:
        office.survey([one])
        assert len(office.exported()[1]) == len(one.members) - 1
    finally:
        demo_households.cache_clear()
