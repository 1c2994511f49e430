"""The forms of events, and what people read about them."""

import re
from typing import Any

import pytest

from schemas.errors import FieldError
from schemas.events import FORMS, FollowUp, InvalidForm, Task, errors, read_form
from schemas.events.errors import EventError
from schemas.events.messages import ERRORS, TASKS, describe, describe_task, describe_wrong, field_label
from schemas.label import Label
from tests.register import VILLAGE, uuid

BIRTH = {"kind": "birth", "on": "2018-06-01", "member": uuid(1), "name": "甲", "sex": "1", "relation": "03"}


def wrong(**entered: object) -> dict[str, FieldError]:
    with pytest.raises(InvalidForm) as refused:
        read_form({**BIRTH, **entered})
    return dict(refused.value.fields)


def test_a_form_says_what_is_wrong_field_by_field():
    assert wrong(on="2018-02-30") == {"on": FieldError("bad_format")}
    assert wrong(relation="31") == {"relation": FieldError("not_in_code_list", {"list": "relation"})}
    assert wrong(name="", sex="x") == {
        "name": FieldError("too_short", {"limit": "≥ 1"}),
        "sex": FieldError("not_in_code_list", {"list": "sex"}),
    }
    assert wrong(unheard_of=1) == {"unheard_of": FieldError("wrong_type")}
    assert wrong(kind="wedding") == {"kind": FieldError("not_in_code_list")}
    assert wrong(kind="transfer", into={"area": "1"}).keys() >= {"into", "name"}


def test_a_form_says_what_is_missing():
    with pytest.raises(InvalidForm) as refused:
        read_form({"kind": "death", "on": "2018-06-01"})
    assert refused.value.fields == {"member": FieldError("missing_key")}
    with pytest.raises(InvalidForm) as refused:
        read_form({})
    assert refused.value.fields == {"kind": FieldError("not_in_code_list")}


def test_what_is_wrong_is_said_in_both_languages():
    said = describe_wrong(FieldError("missing_key"), "death", "member")
    assert said.zh.startswith("成员：缺少一项")
    assert said.en.startswith("member: a part is missing")


@pytest.mark.parametrize("kind", FORMS)
def test_every_field_of_a_form_has_a_label(kind: str):
    form = FORMS[kind]
    assert isinstance(form.label, Label)
    for field in form.model_fields:
        if field != "kind":
            assert any(isinstance(part, Label) for part in form.model_fields[field].metadata), field
            assert field_label(kind, field).zh
            assert field_label(kind, field).en


def subclasses(of: type[EventError]) -> list[type[EventError]]:
    return [one for found in of.__subclasses__() for one in (found, *subclasses(found))]


@pytest.mark.parametrize("error", subclasses(EventError))
def test_every_error_has_a_message_with_a_remedy_in_both_languages(error: type[EventError]):
    said = ERRORS[error]
    assert set(re.findall(r"{(\w+)}", said.problem.zh)) == set(re.findall(r"{(\w+)}", said.problem.en))
    assert said.remedy.zh
    assert said.remedy.en
    assert re.fullmatch("[a-z_]+", error.code())


def test_an_error_is_said_with_its_field_facts_and_remedy():
    said = describe(errors.SuccessorMissing("successor", names=("李梅", "王强")), "death")
    assert said.zh == "新户主：户主离户，须指定新户主：李梅、王强。请指定留下的一名成员。"
    assert said.en == "new head: the head leaves; the new head must be one of 李梅, 王强. Name one of those who stay."
    assert describe(errors.HouseholdClosed("household"), "death").zh.startswith("户：")


@pytest.mark.parametrize("task", Task)
def test_every_task_is_said_in_both_languages(task: Task):
    said = describe_task(FollowUp(task, VILLAGE, uuid(1), 2018, uuid(2), "王五"))
    assert said.zh
    assert said.en
    assert "{" not in said.zh + said.en
    assert set(re.findall(r"{(\w+)}", TASKS[task].zh)) == set(re.findall(r"{(\w+)}", TASKS[task].en))


def test_the_raised_errors_fill_in_their_messages():
    facts: dict[str, Any] = {"on": "a", "today": "b", "born": "c", "identified": "d", "name": "e", "names": ("f", "g")}
    for error in subclasses(EventError):
        said = describe(error("member", **facts), "death")
        assert "{" not in said.zh + said.en
