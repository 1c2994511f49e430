"""Refusals name who may, and from which states."""

import pytest

from schemas import REGISTRY, errors
from schemas.permission import explain


def refused(code: str, kind: str, path: str | None, value: object = None):
    return explain(code, REGISTRY.type(kind), None if path is None else REGISTRY.field(kind, path), value)


def test_a_step_names_its_capacities_and_states():
    said = refused(errors.TRANSITION, "household_year", "confirmation", {"state": "county_locked"})
    assert said.zh == (
        "确认：当前状态或您的角色不允许这一步。可改为“县级已锁定”的：县（市）区扶贫办（须为“乡镇已确认”）。"
    )
    assert said.en.endswith(
        "'locked by the county' may be entered by county office (from 'confirmed by the township')."
    )


def test_a_state_that_follows_by_several_steps_names_them_all():
    said = refused(errors.TRANSITION, "flag", "decision", {"state": "assigned"})
    assert "尚未填写" in said.zh
    assert "服务器（自动）" in said.zh
    assert "city office" in said.en


@pytest.mark.parametrize("value", [None, {"state": "no_such_state"}])
def test_what_nobody_may_enter_is_refused_plainly(value: object):
    said = refused(errors.TRANSITION, "household_year", "confirmation", value)
    assert said.zh.startswith("确认：当前状态或您的角色不允许这一步。")


def test_a_field_names_who_writes_it():
    said = refused(errors.ROLE, "flag", "deadline")
    assert said.zh == "办理期限：您的角色无权这样做。请由下列人员办理：市扶贫办、县（市）区扶贫办、乡镇。"
    assert said.en.endswith("It is for: city office, county office, township office.")


def test_a_deletion_names_who_deletes_or_that_nobody_does():
    assert refused(errors.ROLE, "flag", None).zh == "您的角色无权这样做。请联系乡镇办公室。"
    (kind, *_) = [one.name for one in REGISTRY.types if one.deleted_by - {"server"}]
    assert refused(errors.ROLE, kind, None).zh.startswith("删除：您的角色无权这样做。请由下列人员办理：")


def test_every_step_of_every_workflow_has_labels():
    for kind in REGISTRY.types:
        for field in kind.fields:
            for step in field.workflow.steps if field.workflow is not None else ():
                for target in step.targets:
                    said = explain(errors.TRANSITION, kind, field, {"state": target})
                    assert "_" not in said.zh, said
