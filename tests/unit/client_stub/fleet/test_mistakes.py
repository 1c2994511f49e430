"""Each planted mistake is the one that it is called, and no other."""

from random import Random

import pytest

from client_stub.fleet.mistakes import MISTAKES, write_down
from client_stub.fleet.survey import SurveyHousehold
from schemas import REGISTRY
from schemas.identity import ResidentId
from schemas.income import Income, gross, net, per_capita
from tests.unit.client_stub.fleet.households import household


def errors(written: SurveyHousehold) -> dict[str, str]:
    return {
        path: error.code for edit in written.edits() for path, error in REGISTRY.errors(edit.key.type, edit.set).items()
    }


def sums_hold(written: SurveyHousehold) -> bool:
    income = Income.model_validate(written.year_fields["income"])
    return (income.gross_income, income.net_income, income.net_income_per_capita) == (
        gross(income),
        net(income),
        per_capita(income.net_income, len(written.members)),
    )


def ids_hold(written: SurveyHousehold) -> bool:
    return all(ResidentId.parse(one.fields["id_number"]).checksum_ok for one in written.members)


def nobody_earns_without_working(written: SurveyHousehold) -> bool:
    works = any(one.year_fields["work_months"] for one in written.members)
    return works or not written.year_fields["income"]["wage_income"]


CHECKS = {
    "short_phone": lambda one: not errors(one),
    "id_bad_checksum": ids_hold,
    "income_net_mismatch": sums_hold,
    "wage_without_worker": nobody_earns_without_working,
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_breaks_what_it_is_called_and_nothing_else(name: str):
    for seed in range(20):
        right = household(seed, works=name != "wage_without_worker")
        written = MISTAKES[name](right, Random(seed))
        assert written is not None
        assert {check for check, holds in CHECKS.items() if not holds(written)} == {name}
        assert all(holds(right) for holds in CHECKS.values())


def test_a_mistake_that_cannot_happen_is_not_made():
    assert MISTAKES["wage_without_worker"](household(works=True), Random(0)) is None
    bare = household()
    bare = type(bare)(bare.village, bare.id, {}, bare.year_id, {}, ())
    assert write_down(bare, Random(0)) is None


def test_every_kind_of_mistake_is_made_in_time():
    made = [write_down(household(seed, works=seed % 2 == 0), Random(seed)) for seed in range(60)]
    assert {one[0] for one in made if one is not None} == MISTAKES.keys()
