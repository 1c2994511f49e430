"""The directory: who may what, where and when, as the records say."""

from sync.directory import MACHINE
from sync.revision import RecordKey
from tests.replicas import CITY, COUNTY, NOW, OTHER_VILLAGE, TOWNSHIP, VILLAGE, People, key_of, uuid


def test_somebody_acts_in_all_capacities_that_they_hold():
    people = People()
    people.assign("anna", VILLAGE, "collector", grants=["village_head"], end=NOW + 10)
    people.assign("anna", COUNTY, "supervisor", grants=["auditor"])
    people.tablet("tablet", ["anna"], TOWNSHIP)
    people.server("township", TOWNSHIP)
    directory = people.directory
    assert directory.capacities("anna", VILLAGE, NOW) == {"collector", "village_head", "auditor"}
    assert directory.capacities("anna", VILLAGE, NOW, directory.device("tablet")) == {"collector", "village_head"}
    assert directory.capacities("anna", VILLAGE, NOW + 10) == {"auditor"}
    assert directory.capacities("anna", CITY, NOW) == frozenset()
    assert directory.capacities("township", VILLAGE, NOW) == {MACHINE}
    assert directory.capacities("township", CITY, NOW) == frozenset()


def test_who_only_audits_or_helps_pulls_nothing():
    people = People()
    people.assign("anna", VILLAGE)
    people.assign("anna", OTHER_VILLAGE, grants=["helper"])
    people.assign("anna", COUNTY, "supervisor", grants=["auditor"])
    people.tablet("tablet", ["anna"], COUNTY)
    assert people.directory.scope("tablet", NOW) == (VILLAGE,)


def test_an_assignment_counts_from_its_start_until_before_its_end():
    people = People()
    people.assign("anna", VILLAGE, start=NOW, end=NOW + 10)
    held = ["collector" in people.directory.capacities("anna", VILLAGE, NOW + at) for at in (-1, 0, 9, 10)]
    assert held == [False, True, True, False]


def test_a_device_vouches_for_whom_its_own_reach_contains():
    people = People()
    people.assign("anna", VILLAGE)
    people.tablet("tablet", ["anna", "bob"], TOWNSHIP)
    people.server("township", TOWNSHIP)
    people.assign("bob", COUNTY, "supervisor", start=NOW, end=NOW + 10)
    directory = people.directory
    tablet, township = directory.device("tablet"), directory.device("township")
    assert tablet is not None
    assert township is not None
    assert directory.vouches(tablet, "anna", VILLAGE, NOW)
    assert not directory.vouches(tablet, "carl", VILLAGE, NOW)
    # Only while Bob speaks for the county, the township does not speak for him.
    for device in (tablet, township):
        assert [directory.vouches(device, "bob", VILLAGE, NOW + at) for at in (-1, 0, 10)] == [True, False, True]


def test_a_server_vouches_for_itself_and_for_no_other_server():
    people = People()
    people.server("township", TOWNSHIP)
    people.server("city", CITY)
    city = people.directory.device("city")
    assert city is not None
    assert people.directory.vouches(city, "city", VILLAGE, NOW)
    assert not people.directory.vouches(city, "township", VILLAGE, NOW)


def test_a_scope_is_what_its_people_work_in_now():
    people = People()
    people.assign("anna", VILLAGE, end=NOW)
    people.assign("anna", OTHER_VILLAGE)
    people.assign("bob", TOWNSHIP, "township")
    record = people.tablet("tablet", ["anna"])
    assert people.directory.scope("tablet", NOW) == (OTHER_VILLAGE,)
    people.tablet("tablet", ["anna", "bob"], record=record)
    assert people.directory.scope("tablet", NOW) == (TOWNSHIP,)
    people.tablet("tablet", ["anna", "bob"], record=record, revoked_at=NOW)
    assert people.directory.scope("tablet", NOW) == ()
    people.tablet("tablet", ["anna", "bob"], record=record, valid_to=NOW)
    assert people.directory.scope("tablet", NOW) == ()
    assert people.directory.scope("unknown", NOW) == ()


def test_the_home_is_that_of_the_narrowest_area_and_there_the_latest():
    people = People()
    people.home("city", CITY)
    people.home("old", TOWNSHIP, start=1)
    people.home("township", TOWNSHIP, start=2)
    assert people.directory.home(VILLAGE) == "township"
    assert people.directory.home(COUNTY) == "city"
    assert people.directory.home("4109") is None


def test_an_enrolment_gives_no_area_outside_its_own():
    people = People()
    people.server("township", TOWNSHIP, areas=[CITY, VILLAGE])
    township = people.directory.device("township")
    assert township is not None
    assert township.reach == (VILLAGE,)


def test_of_two_areas_that_enrolled_one_device_the_wider_one_holds():
    people = People()
    people.tablet("city", ["anna"], TOWNSHIP)
    people.server("city", CITY)
    city = people.directory.device("city")
    assert city is not None
    assert city.kind == "server"
    assert city.public_key == key_of("city").public_key


def test_a_record_that_changes_leaves_nothing_behind():
    people = People()
    people.assign("anna", VILLAGE, record=uuid(1))
    people.assign("bob", VILLAGE, record=uuid(1))
    assert people.directory.assignments("anna") == []
    assert [one.actor for one in people.directory.assignments("bob", VILLAGE)] == ["bob"]
    people.directory.take(VILLAGE, RecordKey("assignment", uuid(1)), {})
    assert people.directory.assignments("bob") == []
    people.tablet("tablet", ["anna"], record=uuid(2))
    people.directory.take(TOWNSHIP, RecordKey("enrolment", uuid(2)), {})
    assert people.directory.devices() == []


def test_a_copy_is_independent():
    people = People()
    people.assign("anna", VILLAGE)
    people.home("city", CITY)
    before = people.directory.copy()
    people.assign("anna", OTHER_VILLAGE)
    people.home("township", CITY, start=1)
    assert len(before.assignments("anna")) == 1
    assert before.home(VILLAGE) == "city"
