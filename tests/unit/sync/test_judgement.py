"""Judgement, by example; that it is the one of docs/protocol.md is shown in tests/property/test_judgement.py."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from schemas import REGISTRY
from sync import merge
from sync.directory import MACHINE
from sync.judgement import judge
from sync.revision import RecordKey, Revision
from sync.verdict import Verdict
from tests.replicas import NOW, revise, uuid

FLAG = RecordKey("flag", uuid(3))
ROOT = revise({"finding": {"present": True, "evidence": {}, "evidence_hash": "e", "evaluated_at": NOW}}, key=FLAG)


def decide(state: str, *parents: Revision) -> Revision:
    return revise({"decision": {"state": state, "evidence_hash": "e"}}, parents, key=FLAG)


def said(
    one: Revision,
    *history: Revision,
    who: str = "collector",
    then: str = "",
    objections: Mapping[str, str] = MappingProxyType({}),
) -> Verdict | None:
    """Judge a revision whose author has the capacities that are named, parted by blanks."""
    at_parents = merge.materialise(history, {})
    return judge(REGISTRY, one, lambda: at_parents, who.split(), NOW, then=then.split(), objections=objections)


def void(
    one: Revision,
    *history: Revision,
    who: str = "collector",
    then: str = "",
    objections: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    verdict = said(one, *history, who=who, then=then, objections=objections)
    return dict(verdict.void) if verdict is not None else {}


def test_there_is_nothing_to_say_of_a_good_revision():
    assert said(revise({"hamlet": "东", "phone": "13912345678"})) is None


def test_a_wrong_value_is_void_and_the_rest_is_not():
    assert void(revise({"hamlet": "东", "phone": "1", "bank_name": 5})) == {
        "phone": "bad_format",
        "bank_name": "wrong_type",
    }


def test_what_this_version_does_not_know_is_no_error():
    assert said(revise({"newer": [1]})) is None
    assert said(revise({"hamlet": 5}, key=RecordKey("newer", uuid(1)))) is None


@pytest.mark.parametrize(("ahead", "cap"), [(0, None), (300_000, None), (300_001, NOW)])
def test_a_clock_more_than_five_minutes_ahead_is_capped_at_the_arrival(ahead: int, cap: int | None):
    verdict = said(revise({"hamlet": "东"}, time=NOW + ahead))
    assert (verdict.cap if verdict is not None else None) == cap


def test_a_step_is_judged_from_the_state_at_its_own_parents():
    assigned = decide("assigned", ROOT)
    assert void(decide("explained", assigned), ROOT, assigned) == {}
    assert void(decide("explained", ROOT), ROOT) == {"decision": "transition"}
    accepted = decide("accepted", assigned)
    assert void(accepted, ROOT, assigned, who="township") == {"decision": "transition"}


def test_from_several_candidates_every_one_must_allow_it():
    assigned = decide("assigned", ROOT)
    explained, disputed = decide("explained", assigned), decide("disputed", assigned)
    branches = (ROOT, assigned, explained, disputed)
    assert void(decide("accepted", explained, disputed), *branches, who="township") == {}
    assert void(decide("confirmed_problem", explained, disputed), *branches, who="township") == {
        "decision": "transition"
    }


def test_who_may_write_a_state_may_keep_one_of_the_candidates():
    assigned = decide("assigned", ROOT)
    explained, revisit = decide("explained", assigned), decide("revisit", assigned)
    settles = decide("explained", explained, revisit)
    branches = (ROOT, assigned, explained, revisit)
    assert void(settles, *branches) == {}
    assert void(settles, *branches, who="supervisor county_office") == {"decision": "transition"}


def test_who_has_no_say_moves_nothing_and_deletes_nothing():
    assert void(decide("explained", decide("assigned", ROOT)), ROOT, decide("assigned", ROOT), who="") == {
        "decision": "transition"
    }
    deletion = revise({}, deleted=True)
    assert void(deletion) == {}
    assert void(deletion, who="supervisor county_office") == {"@deleted": "role"}
    assert void(revise({}, deleted=False), who="") == {"@deleted": "role"}


def test_what_the_machine_finds_is_the_machines_to_write():
    finds = revise(ROOT.set, [ROOT], key=FLAG)
    assert void(finds, ROOT) == {"finding": "server_only"}
    assert void(finds, ROOT, who=MACHINE) == {}


def test_a_workflow_is_asked_only_of_what_is_well_formed():
    assert void(decide("no such state", ROOT), ROOT) == {"decision": "not_in_code_list"}


def test_who_only_finds_or_reads_writes_no_survey():
    edit = revise({"hamlet": "东", "newer": 1})
    assert void(edit, who="supervisor inspector") == {"hamlet": "role", "newer": "role"}
    assert void(edit, who="auditor") == {"hamlet": "role", "newer": "role"}
    assert void(edit, who="auditor team_member collector") == {}
    assert void(revise({"anything": 1}, key=RecordKey("newer", uuid(1))), who="auditor") == {}


def test_who_lost_the_area_delivers_what_they_surveyed_and_decides_nothing():
    assigned = decide("assigned", ROOT)
    assert void(revise({"hamlet": "东"}), who="", then="collector") == {}
    assert void(decide("explained", assigned), ROOT, assigned, who="", then="collector") == {"decision": "transition"}
    assert void(revise({}, deleted=True), who="", then="collector") == {"@deleted": "role"}


def test_what_the_judge_knows_beyond_the_record_is_void_too():
    edit = revise({"hamlet": "东", "phone": "1"})
    assert void(edit, objections={"hamlet": "locked", "phone": "locked"}) == {"hamlet": "locked", "phone": "bad_format"}


def test_some_fields_have_more_writers_than_their_type():
    item = RecordKey("rectification_item", uuid(4))
    mended = revise({"measures": "已整改", "deadline": "2019-01-01"}, [ROOT], key=item)
    assert void(mended, who="collector village_group") == {"deadline": "role"}
    assert void(mended, who="", then="collector village_group") == {"deadline": "role"}
    assert void(mended, who="supervisor inspector") == {}
