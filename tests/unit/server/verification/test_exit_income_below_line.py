import pytest

from server.verification.engine import Coverage
from server.verification.rules.exits import EXIT_INCOME_BELOW_LINE
from tests.unit.server.verification.families import ask, family, policy, run


def of(per_head: int | None, exit_year: int | None, year: int = 2018) -> list[bool | None]:
    records = family({"net_income_per_capita": per_head}, year=year, of_household={"exit_year": exit_year})
    return ask(EXIT_INCOME_BELOW_LINE, records)


@pytest.mark.parametrize(("per_head", "odd"), [(299_499, True), (299_500, False), (0, True), (-1, True)])
def test_a_household_that_left_has_the_line_of_that_year(per_head: int, odd: bool):
    assert of(per_head, 2018) == [odd]


@pytest.mark.parametrize(("year", "line"), [(2016, 302_600), (2017, 320_800), (2019, 321_800), (2020, 400_000)])
def test_the_provinces_line_goes_before_the_nations_where_it_is_known(year: int, line: int):
    assert of(line - 1, year, year) == [True]
    assert of(line, year, year) == [False]


@pytest.mark.parametrize("exit_year", [None, 2017, 2019])
def test_only_the_year_of_exit_is_asked_about(exit_year: int | None):
    assert of(0, exit_year) == []
    records = family({"net_income_per_capita": None}, of_household={"exit_year": exit_year})
    assert run(EXIT_INCOME_BELOW_LINE, records).coverage["exit_income_below_line"] == Coverage(0, 0, 0)


def test_without_the_income_it_is_not_asked():
    assert of(None, 2018) == [None]


def test_a_year_without_any_line_is_not_asked():
    assert of(0, 2021, 2021) == [None]


@pytest.mark.parametrize(("year", "level", "tag", "notes"), [
    (2017, "province", "G", None),
    (2018, "nation", "G", ["province_unknown"]),
    (2019, "nation", "V13", ["province_unknown"]),
])  # fmt: skip
def test_the_flag_says_whose_line_it_is_and_how_well_known(year: int, level: str, tag: str, notes: list[str] | None):
    records = family({"net_income_per_capita": 1}, year=year, of_household={"exit_year": year})
    (odd,) = run(EXIT_INCOME_BELOW_LINE, records).odd.values()
    used = odd.evidence["policy"]["poverty_line"]
    assert used == {"value": odd.evidence["line"], "level": level, "tag": tag}
    assert odd.evidence.get("notes") == notes


def test_the_note_is_said():
    records = family({"net_income_per_capita": 250_000}, of_household={"exit_year": 2018})
    (odd,) = run(EXIT_INCOME_BELOW_LINE, records).odd.values()
    said = EXIT_INCOME_BELOW_LINE.describe(odd.evidence)
    assert said.zh == "脱贫户人均纯收入2500.00元低于标准2995.00元（省定标准未配置）"
    assert said.en.endswith("below the line of 2995.00 (yuan) (the province's standard is not configured)")


def test_a_county_may_have_a_line_of_its_own():
    entries = policy().parameter["poverty_line"]
    own = entries[0].model_copy(update={"area": "410822", "value": 350_000, "valid_from": None, "valid_to": None})
    lines = policy().model_copy(update={"parameter": {"poverty_line": [*entries, own]}})
    assert lines.in_force("poverty_line", "410822104203", 2018) == (own, ())
    assert lines.in_force("poverty_line", "410823104203", 2018).value == 299_500
