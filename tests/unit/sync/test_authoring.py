"""Writing on a replica."""

from collections.abc import Collection, Mapping

import pytest

from sync import authoring
from sync.authoring import Author, Draft, Rejected
from sync.intake.touched import TouchedRecords
from sync.limits import MAX_PARENTS
from sync.revision import RecordKey, Revision
from tests.replicas import CITY, COUNTY, HOUSEHOLD, NOW, TOWNSHIP, VILLAGE, Line, People, Server, Tablet, revise, uuid

FLAG = RecordKey("flag", uuid(3))
FOUND = {"present": True, "evidence": {}, "evidence_hash": "e", "evaluated_at": NOW}


@pytest.fixture
def people() -> People:
    people = People()
    people.server("city", CITY)
    people.server("township", TOWNSHIP)
    people.home("city", CITY)
    people.tablet("tablet", ["anna"])
    people.assign("anna", VILLAGE)
    people.assign("sun", COUNTY, "supervisor")
    return people


@pytest.fixture
def city(people: People) -> Server:
    return Server("city", people.directory)


@pytest.fixture
def tablet(city: Server) -> Tablet:
    return Tablet("tablet", {"city": CITY}, Line(city, "tablet"), "city")


def edit(key: RecordKey = HOUSEHOLD, **set_: object) -> Draft:
    return Draft(VILLAGE, key, set_, "visit")


def test_drafts_of_one_record_follow_one_another(tablet: Tablet):
    first, second = tablet.write("anna", edit(hamlet="东"), edit(hamlet="西"))
    (third,) = tablet.write("anna", edit(hamlet="南"))
    assert (first.parents, second.parents, third.parents) == ((), (first.id,), (second.id,))


def test_an_editor_who_saw_older_heads_writes_a_branch(tablet: Tablet):
    (first,) = tablet.write("anna", edit(hamlet="东"))
    tablet.write("anna", edit(hamlet="西"))
    branch = Draft(VILLAGE, HOUSEHOLD, {"hamlet": "南"}, "visit", parents=(first.id,))
    third, fourth = tablet.write("anna", branch, edit(hamlet="北"))
    assert third.parents == (first.id,)
    assert len(fourth.parents) == 2


def test_more_heads_than_parents_are_merged_by_empty_revisions_first(city: Server, tablet: Tablet):
    roots = [revise({"hamlet": str(number)}, reason=str(number)) for number in range(2 * MAX_PARENTS + 3)]
    city.take_sealed(*roots)
    tablet.session().run()
    *joints, settled, after = tablet.write("anna", edit(hamlet="东"), edit(hamlet="西"))
    assert len(joints) == 2
    assert all(len(one.parents) <= MAX_PARENTS and not one.set for one in joints)
    assert after.parents == (settled.id,)
    tablet.session().run()
    assert city.state().heads == (after.id,)
    assert city.state().conflicts(lambda _: True) == []


def test_a_server_writes_nothing_that_it_would_void(city: Server):
    with pytest.raises(Rejected) as caught:
        city.write("sun", edit(hamlet="东"), edit(RecordKey("household", uuid(2)), phone="1"))
    assert caught.value.void == {"phone": "bad_format"}
    assert city.rows() == []


def test_a_server_judges_a_draft_with_those_before_it(city: Server):
    city.write("city", edit(FLAG, finding=FOUND))
    assigned, revisit = ({"state": state, "evidence_hash": "e"} for state in ("assigned", "revisit"))
    with pytest.raises(Rejected):
        city.write("sun", edit(FLAG, decision=revisit))
    city.write("sun", edit(FLAG, decision=assigned), edit(FLAG, decision=revisit))
    assert city.state(key=FLAG).values()["decision"] == revisit


def test_somebody_has_the_role_that_the_server_can_speak_for(people: People):
    township = Server("township", people.directory)
    township.write("township", edit(FLAG, finding=FOUND))
    with pytest.raises(Rejected):  # a supervisor of the county decides on the city's server only
        township.write("sun", edit(FLAG, decision={"state": "assigned", "evidence_hash": "e"}))


class _OneEditOnly:
    """House rules under which a record is edited once."""

    def objections(self, revision: Revision, who: Collection[str], records: TouchedRecords) -> Mapping[str, str]:
        del who
        return dict.fromkeys(revision.set, "locked") if records.standing(revision.key).heads else {}


def test_the_house_rules_see_what_is_written_before(people: People):
    city = Server("city", people.directory, _OneEditOnly())
    with pytest.raises(Rejected) as caught:
        city.write("sun", edit(hamlet="东"), edit(hamlet="西"))
    assert caught.value.void == {"hamlet": "locked"}
    assert city.rows() == []
    city.write("sun", edit(hamlet="东"))
    assert city.state().value("hamlet") == "东"


def test_what_would_be_rejected_can_be_asked_beforehand(people: People):
    city = Server("city", people.directory, _OneEditOnly())
    city.write("sun", edit(hamlet="东"))
    drafts = [edit(hamlet="西"), edit(RecordKey("household", uuid(7)), hamlet="西", phone="1")]
    rows = city.rows()
    with city.store.begin() as tx:
        found = authoring.rejections(tx, city.node, Author("sun", "city", NOW), drafts)
    assert [(one.draft, one.void) for one in found] == [
        (drafts[0], {"hamlet": "locked"}),
        (drafts[1], {"phone": "bad_format"}),
    ]
    assert city.rows() == rows
