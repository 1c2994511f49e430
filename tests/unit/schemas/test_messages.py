import pytest

from schemas import REGISTRY, errors
from schemas.errors import FieldError
from schemas.messages import MESSAGES, describe

CODES = {value for name, value in vars(errors).items() if name.isupper()}


def test_every_error_has_a_sentence_and_a_remedy() -> None:
    assert set(MESSAGES) == CODES
    for message in MESSAGES.values():
        for label in (message.problem, message.remedy):
            assert not label.zh.isascii()
            assert label.en.isascii()


def test_a_description_names_the_field_the_place_and_the_remedy() -> None:
    field = REGISTRY.field("household_year", "income")
    error = FieldError(errors.OUT_OF_RANGE, {"at": "lines/2/months", "limit": "≤ 999"})
    said = describe(error, field)
    assert said.zh == "收入：数值超出允许范围（lines/2/months，≤ 999）。请核对数值和单位。"
    assert said.en == "income: a number out of bounds (lines/2/months, ≤ 999). Check the number and its unit."


def test_a_verdict_carries_the_code_alone() -> None:
    said = describe(FieldError(errors.BAD_FORMAT), REGISTRY.field("household", "phone"))
    assert said.zh == "联系电话：格式不对。请核对后重新填写。"


def test_the_deletion_of_a_record_is_no_field() -> None:
    assert describe(FieldError(errors.ROLE), None).en == "not allowed for your role. Ask the township office."


@pytest.mark.parametrize("code", ["invented_next_year", ""])
def test_a_newer_servers_error_is_still_described(code: str) -> None:
    assert describe(FieldError(code), None).zh == "此栏未被接受。请升级平板应用。"
