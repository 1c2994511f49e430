"""Events at a desk over the API, on both databases: linked revisions in one transaction, or nothing."""

from collections.abc import Mapping

import httpx
import pytest

from schemas.events import Place, read_form
from schemas.naming import household_year_id, member_id
from server.households import events
from sync.authoring import Rejected
from sync.merge import EMPTY, State
from sync.revision import RecordKey
from tests.integration.api.people import Clock, Office, Tablet, new_uuid

VILLAGE, NEIGHBOUR, ELSEWHERE = "410822104203", "410822104204", "410822105201"
TOWNSHIP = VILLAGE[:9]
HOUSEHOLD = "01665100-0000-7000-8000-00000000a001"
FAMILY = {
    "王五": ("1", "01", "01665100-0000-7000-8000-00000000b001"),
    "李梅": ("2", "02", "01665100-0000-7000-8000-00000000b002"),
    "王强": ("1", "03", "01665100-0000-7000-8000-00000000b003"),
}
RECORDS = [record for _, _, record in FAMILY.values()]
ON = "2018-10-01"
LATER = 1_540_000_100_000


class Desk:
    """Somebody of an office, and the household that a tablet has registered."""

    def __init__(self, office: Office, headers: Mapping[str, str]) -> None:
        self._office = office
        self._headers = headers

    async def live(
        self, kind: str, household: str = HOUSEHOLD, village: str = VILLAGE, **entered: object
    ) -> httpx.Response:
        body = {"event": {"kind": kind, "on": ON, **entered}, "reason": "村委会证明"}
        path = f"/v1/households/{village}/{household}/events"
        return await self._office.client.post(path, json=body, headers=self._headers)

    def state(self, kind: str, record: str, area: str = VILLAGE) -> State:
        with self._office.services.replica.reading() as (tx, _):
            return tx.state(area, RecordKey(kind, record)) or EMPTY

    def present(self, household: str = HOUSEHOLD, area: str = VILLAGE) -> dict[str, str]:
        """Return the relations of those who count in a household, by name."""
        ids = [record for member in RECORDS for record in (member, member_id(member, household))]
        with self._office.services.replica.reading() as (tx, _):
            states = [tx.state(area, RecordKey("member", one)) or EMPTY for one in ids]
        return {
            one.value("name"): one.value("relation")
            for one in states
            if one.value("household") == household and one.value("in_household")
        }

    def revisions(self) -> int:
        with self._office.services.replica.reading() as (tx, _):
            return sum(cut.number for cut in tx.streams([VILLAGE[:4]]).values())


def member(name: str) -> str:
    return FAMILY[name][2]


@pytest.fixture
async def tablet(office: Office) -> Tablet:
    """Anna's, on which she has registered the household."""
    anna = await office.collector()
    values = {"household_no": "4108990001", "village_code": VILLAGE, "head_member_id": member("王五")}
    written = [anna.write(values, key=RecordKey("household", HOUSEHOLD))]
    for name, (sex, relation, record) in FAMILY.items():
        said = {"household": HOUSEHOLD, "name": name, "sex": sex, "relation": relation, "in_household": True}
        written.append(anna.write(said, key=RecordKey("member", record)))
    year = {"household": HOUSEHOLD, "year": 2018, "member_count": 3}
    written.append(anna.write(year, key=RecordKey("household_year", household_year_id(HOUSEHOLD, 2018))))
    assert {one.status for one in await anna.outcomes(*written)} == {"accepted"}
    return anna


@pytest.fixture
async def township(office: Office, tablet: Tablet) -> Desk:
    """The desk of the township in whose village the household is on file."""
    assert tablet.written
    return Desk(office, await office.reader("bo", "township", TOWNSHIP))


async def test_the_head_dies_and_everybody_is_what_they_are_to_the_widow(township: Desk, office: Office):
    answer = await township.live("death", member=member("王五"), successor=member("李梅"))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert {one["type"] for one in said["revisions"]} == {"household", "member"}
    assert [(one["task"], one["year"]) for one in said["follow_ups"]] == [("size", 2018)]
    assert said["follow_ups"][0]["message"]["zh"] == "核对2018年家庭人口数"
    assert township.present() == {"李梅": "01", "王强": "03"}
    with office.services.replica.reading() as (tx, _):
        (written,) = tx.history(VILLAGE, RecordKey("member", member("王五")))[1:]
    assert (written.source, written.reason) == ("desk_edit", "村委会证明")
    assert written.actor not in {"", office.services.replica.signer.device}


async def test_a_household_moves_in_one_transaction_over_two_villages(township: Desk):
    answer = await township.live("move", area=NEIGHBOUR)
    assert answer.status_code == 200, answer.text
    assert {one["area"] for one in answer.json()["revisions"]} == {VILLAGE, NEIGHBOUR}
    assert [one["task"] for one in answer.json()["follow_ups"]] == ["year", "helper", "income"]
    assert township.present() == {}
    assert township.present(area=NEIGHBOUR) == {"王五": "01", "李梅": "02", "王强": "03"}
    left, there = (township.state("household", HOUSEHOLD, area) for area in (VILLAGE, NEIGHBOUR))
    assert left.value("moved_to") == {"area": NEIGHBOUR, "record": HOUSEHOLD}
    assert there.value("moved_from") == {"area": VILLAGE, "record": HOUSEHOLD}
    assert township.state("household_year", household_year_id(HOUSEHOLD, 2018), NEIGHBOUR) == EMPTY


async def test_split_and_merged_again(township: Desk):
    founded = new_uuid()
    split = {"new_household": founded, "members": [member("王强")], "head": member("王强")}
    assert (await township.live("split", **split)).status_code == 200
    assert (township.present(), township.present(founded)) == ({"王五": "01", "李梅": "02"}, {"王强": "01"})
    again = await township.live("split", **split)
    assert again.json()["code"] == "event_refused"
    into = {"area": VILLAGE, "record": HOUSEHOLD}
    assert (await township.live("merge", founded, into=into, relation="03")).status_code == 200
    assert township.present() == {"王五": "01", "李梅": "02", "王强": "03"}
    assert township.state("household", founded).value("merged_into") == into


async def test_what_is_refused_says_why_by_field_and_writes_nothing(township: Desk):
    before = township.revisions()
    answer = await township.live("death", member=member("王五"))
    assert (answer.status_code, answer.json()["code"]) == (422, "event_refused")
    assert answer.json()["fields"] == {
        "successor": {
            "code": "successor_missing",
            "zh": "新户主：户主离户，须指定新户主：李梅、王强。请指定留下的一名成员。",
            "en": "new head: the head leaves; the new head must be one of 李梅, 王强. Name one of those who stay.",
        }
    }
    for kind, entered, code in (
        ("death", {"member": member("王强"), "on": "2018-10-21"}, "date_in_future"),
        ("move", {"area": VILLAGE}, "same_village"),
        ("merge", {"into": {"area": NEIGHBOUR, "record": new_uuid()}}, "unknown_household"),
        ("return", {"member": member("王强"), "relation": "03"}, "still_present"),
    ):
        answer = await township.live(kind, **entered)
        ((_, said),) = answer.json()["fields"].items()
        assert said["code"] == code
    assert (await township.live("wedding")).json()["code"] == "invalid_request"
    assert (await township.live("death")).json()["code"] == "invalid_request"
    assert (await township.live("death", new_uuid(), member=member("王强"))).json()["code"] == "record_not_found"
    assert township.revisions() == before


async def test_each_village_needs_its_own_say(office: Office, tablet: Tablet, township: Desk):
    collector = Desk(office, await office.reader("carl", "collector", VILLAGE))
    nobody = Desk(office, await office.reader("gao", "admin", VILLAGE[:4]))
    before = township.revisions()
    assert (await collector.live("move", area=NEIGHBOUR)).json()["code"] == "outside_scope"
    assert (await township.live("move", area=ELSEWHERE)).json()["code"] == "outside_scope"
    assert (await nobody.live("death", member=member("王强"))).json()["code"] == "not_permitted"
    answer = await office.client.post(f"/v1/households/{VILLAGE}/{HOUSEHOLD}/events", json={}, headers=tablet.headers)
    assert answer.json()["code"] == "person_needed"
    assert township.revisions() == before
    assert (await collector.live("departure", member=member("王强"), code="08")).status_code == 200
    county = Desk(office, await office.reader("deng", "supervisor", VILLAGE[:6]))
    assert (await county.live("move", area=ELSEWHERE)).status_code == 200
    assert township.present(area=ELSEWHERE) == {"王五": "01", "李梅": "02"}


async def test_what_is_rejected_in_one_village_is_not_written_in_the_other(office: Office, township: Desk):
    carl = office.appoint("carl", area=VILLAGE)
    event = read_form({"kind": "move", "on": ON, "area": NEIGHBOUR})
    before = township.revisions()

    def move(*, now: int) -> None:
        with office.services.replica.begin() as (tx, node):
            events.write(tx, node, carl, Place(VILLAGE, "household", HOUSEHOLD), event, reason="搬迁", now=now)

    with pytest.raises(Rejected) as rejected:
        move(now=office.services.clock())
    assert rejected.value.draft.area == NEIGHBOUR
    assert set(rejected.value.void.values()) == {"role"}
    assert township.revisions() == before


async def test_a_desk_and_a_tablet_at_the_same_time_lose_nothing(
    township: Desk, tablet: Tablet, office: Office, clock: Clock
):
    """The tablet has not seen the move: its edit of a member reaches the village that they left."""
    assert (await township.live("move", area=NEIGHBOUR)).status_code == 200
    clock.now = LATER
    with office.services.replica.reading() as (tx, _):
        first = tx.history(VILLAGE, RecordKey("member", member("王强")))[0]
    late = tablet.write(
        {"in_household": False, "change_code": "01", "changed_on": ON},
        key=RecordKey("member", member("王强")),
        parents=[first.id],
    )
    assert [one.status for one in await tablet.outcomes(late)] == ["accepted"]
    left = township.state("member", member("王强"))
    assert {one.value for one in left.candidates["change_code"]} == {"01", "08"}
    assert township.present(area=NEIGHBOUR) == {"王五": "01", "李梅": "02", "王强": "03"}
