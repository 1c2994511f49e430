"""A village with the people of all levels, on a real database: its tablets, and the desks of township and county."""

from collections.abc import Mapping
from typing import Any

from schemas.naming import flag_id, household_year_id, member_year_id
from schemas.records.confirmation import figures
from server.identity.assignments import assign
from server.services import Services
from sync import canonical
from sync.authoring import Draft, Rejected
from sync.merge import EMPTY, State
from sync.revision import RecordKey
from tests.integration.verification.village import Clock, Village

VILLAGE = "410822104203"
TOWNSHIP, COUNTY, CITY = VILLAGE[:9], VILLAGE[:6], VILLAGE[:4]
YEAR = 2018

HOUSEHOLD = "01665100-0000-7000-8000-00000000a001"
MEMBER = "01665100-0000-7000-8000-00000000a002"
OF_HOUSEHOLD = RecordKey("household", HOUSEHOLD)
OF_YEAR = RecordKey("household_year", household_year_id(HOUSEHOLD, YEAR))
OF_MEMBER = RecordKey("member", MEMBER)
OF_MEMBER_YEAR = RecordKey("member_year", member_year_id(MEMBER, YEAR))

INCOME = {
    "wage_income": 1_000_000,
    "gross_income": 1_000_000,
    "business_expense": 0,
    "net_income": 1_000_000,
    "net_income_per_capita": 1_000_000,
}
"""Right by every rule."""

PEOPLE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "anna": ("collector", VILLAGE, ("team_member",)),
    "hu": ("collector", VILLAGE, ("village_head",)),
    "bo": ("township", TOWNSHIP, ()),
    "cheng": ("township", TOWNSHIP, ()),
    "deng": ("supervisor", COUNTY, ("county_office",)),
    "dong": ("supervisor", COUNTY, ("county_office",)),
    "eve": ("supervisor", CITY, ("city_office",)),
    "fu": ("supervisor", COUNTY, ("inspector",)),
    "gao": ("supervisor", COUNTY, ("auditor",)),
    "min": ("supervisor", COUNTY, ("department",)),
    "he": ("collector", VILLAGE, ("helper",)),
    "wang": ("admin", CITY, ()),
}
"""By user: role, area, grants."""

SURVEY = (
    Draft(VILLAGE, OF_HOUSEHOLD, {"household_no": "4108220001"}, "visit"),
    Draft(VILLAGE, OF_MEMBER, {"household": HOUSEHOLD, "name": "王五", "relation": "01"}, "visit"),
    Draft(VILLAGE, OF_YEAR, {"household": HOUSEHOLD, "year": YEAR, "member_count": 1, "income": INCOME}, "visit"),
    Draft(
        VILLAGE,
        OF_MEMBER_YEAR,
        {"household": HOUSEHOLD, "member": MEMBER, "year": YEAR, "work_months": 3},
        "visit",
    ),
)


class Scene(Village):
    """The server's side, and what people do at its desks."""

    def __init__(self, services: Services, clock: Clock) -> None:
        super().__init__(services, clock)
        for actor, (role, area, grants) in PEOPLE.items():
            with self.replica.begin() as (tx, node):
                assign(tx, node, actor, role=role, area=area, grants=grants, record=self.new_id(), now=clock())

    def shown(self, key: RecordKey, area: str = VILLAGE) -> State:
        return self.state(key, area) or EMPTY

    def value(self, key: RecordKey, field: str) -> Any:  # noqa: ANN401 -- a field's value is of any type
        return self.shown(key).value(field)

    def at_desk(self, actor: str, key: RecordKey, values: Mapping[str, Any], *, area: str = VILLAGE) -> dict[str, str]:
        """Let somebody write at a desk, and return what is void: nothing is written then."""
        self.clock.now += 1000
        try:
            self.write(Draft(area, key, values, "desk_edit", reason="test"), actor=actor)
        except Rejected as rejected:
            return dict(rejected.void)
        return {}

    def confirm(self, actor: str, state: str) -> dict[str, str]:
        return self.at_desk(actor, OF_YEAR, {"confirmation": self.confirmation(state)})

    def confirmation(self, state: str) -> dict[str, str]:
        """Return the value that confirms the year as it is now."""
        year = self.shown(OF_YEAR)
        return {
            "state": state,
            "income_hash": canonical.fingerprint(figures(year.value("income"), year.value("member_count"))),
        }

    def lock(self) -> None:
        """Let the year be confirmed at all levels, by people who did not survey it."""
        for actor, state in (("hu", "village_confirmed"), ("cheng", "township_confirmed"), ("dong", "county_locked")):
            assert self.confirm(actor, state) == {}

    def raise_flag(
        self, severity: str, *, rule: str = "test", subject: str = HOUSEHOLD, period: int | None = YEAR
    ) -> RecordKey:
        """Let the engine find something odd."""
        key = RecordKey("flag", flag_id(rule, [subject], period))
        found = {"present": True, "evidence": {}, "evidence_hash": "e1", "evaluated_at": self.clock()}
        values = {
            "rule": rule,
            "rule_version": 1,
            "subjects": [subject],
            "period": period,
            "severity": severity,
            "finding": found,
        }
        self.write(Draft(VILLAGE, key, values, "verification"), actor=self.device)
        return key

    def decide(self, actor: str, flag: RecordKey, state: str) -> dict[str, str]:
        return self.at_desk(actor, flag, {"decision": {"state": state, "evidence_hash": "e1"}})
