"""Three tablets, a township and a city: whatever happens on the way, all hold the same in the end, and lose nothing."""

import contextlib
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.authoring import Draft, Rejected
from tests.property.network import FLAG, HOUSEHOLD, TABLETS, VILLAGES, Network
from tests.replicas import CITY

DEVICES = st.sampled_from(sorted(TABLETS))
SERVERS = st.sampled_from(("city", "township"))
AREAS = st.sampled_from(VILLAGES)
PAGES = st.sampled_from((1000, 1, 3))
FATES = st.just([]) | st.lists(
    st.sampled_from(
        ("through", "through", "request lost", "answer lost", "doubled", "delayed", "server restored", "through")
    ),
    max_size=6,
)
SETS = st.fixed_dictionaries(
    {},
    optional={
        "hamlet": st.sampled_from(("东", "西", None)),
        "household_no": st.sampled_from(("1", "2")),
        "phone": st.sampled_from(("13912345678", "1")),
        "newer": st.integers(0, 2),
    },
)
FOUND = {"present": True, "evidence": {}, "evidence_hash": "e", "evaluated_at": 1}
DECISIONS = st.sampled_from(("assigned", "explained", "disputed", "accepted", "returned")).map(
    lambda state: {"state": state, "evidence_hash": "e"}
)
DAY = 86_400_000
JUMPS = st.sampled_from((0, 0, -60_000, 299_000, 600_000, 400 * DAY, -400 * DAY, -18_000 * DAY))


class Convergence(RuleBasedStateMachine):
    """What people, the network and fate do, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.network = Network()

    @initialize(area=AREAS)
    def begin_with_a_household_and_a_flag(self, area: str) -> None:
        self._write_on_tablet("tablet-b", "bob", Draft(area, HOUSEHOLD, {"hamlet": "东"}, "visit"))
        self.network.sync("tablet-b")
        self.find(area, present=True)
        self.everybody_syncs()

    # ------------------------------------------------------------------------------------------------ writing

    @rule(device=DEVICES, area=AREAS, set_=SETS, deleted=st.sampled_from((None, None, None, True, False)))
    def survey(self, device: str, area: str, set_: dict[str, Any], deleted: bool | None) -> None:
        self._write_on_tablet(device, TABLETS[device][0], Draft(area, HOUSEHOLD, set_, "visit", deleted))

    @rule(device=DEVICES, number=st.integers(0, 1), set_=SETS, fates=FATES)
    def survey_and_sync(self, device: str, number: int, set_: dict[str, Any], fates: list[str]) -> None:
        areas = TABLETS[device][1]
        self.survey(device, areas[number % len(areas)], set_, None)
        self.network.sync(device, fates)

    @rule(device=DEVICES, area=AREAS, decision=DECISIONS)
    def answer_a_flag(self, device: str, area: str, decision: dict[str, Any]) -> None:
        with self.network.tablets[device].store.begin() as tx:
            known = tx.state(area, FLAG)
        if known is not None and known.heads:
            self._write_on_tablet(device, TABLETS[device][0], Draft(area, FLAG, {"decision": decision}, "visit"))

    @rule(area=AREAS, present=st.booleans())
    def find(self, area: str, present: bool) -> None:
        found = {**FOUND, "present": present}
        self.network.township.write("township", Draft(area, FLAG, {"finding": found}, "verification"))

    @rule(name=SERVERS, area=AREAS, decision=DECISIONS)
    def decide(self, name: str, area: str, decision: dict[str, Any]) -> None:
        self._write_on_server(name, Draft(area, FLAG, {"decision": decision}, "review"))

    @rule(name=SERVERS, area=AREAS, set_=SETS)
    def correct(self, name: str, area: str, set_: dict[str, Any]) -> None:
        self._write_on_server(name, Draft(area, HOUSEHOLD, set_, "desk_edit"))

    @rule(name=SERVERS, area=AREAS, data=st.data())
    def redact(self, name: str, area: str, data: st.DataObject) -> None:
        server = self.network.servers[name]
        with server.store.begin() as tx:
            surveyed = [one for one in tx.history(area, HOUSEHOLD) if not one.redacted]
        if surveyed:
            server.redact(data.draw(st.sampled_from(surveyed)))

    def _write_on_tablet(self, device: str, actor: str, draft: Draft) -> None:
        self.network.tablets[device].now = self.network.clock(device)
        self.network.tablets[device].write(actor, draft)

    def _write_on_server(self, name: str, draft: Draft) -> None:
        server = self.network.servers[name]
        if server.state(draft.area, draft.key).heads:
            with contextlib.suppress(Rejected):
                server.write("tang" if name == "township" else "sun", draft)

    # ------------------------------------------------------------------------------------------------ syncing

    @rule(device=DEVICES, fates=FATES, page=PAGES)
    def sync(self, device: str, fates: list[str], page: int) -> None:
        self.network.sync(device, fates, page)

    @rule(fates=FATES, page=PAGES)
    def relay(self, fates: list[str], page: int) -> None:
        self.network.relay(fates, page)

    @rule()
    def everybody_syncs(self) -> None:
        for device in TABLETS:
            self.network.sync(device)
        self.network.relay()

    @precondition(lambda self: self.network.late)
    @rule(data=st.data())
    def let_a_late_push_arrive(self, data: st.DataObject) -> None:
        late = self.network.late.pop(data.draw(st.integers(0, len(self.network.late) - 1)))
        late.server.push(late.device, late.body)

    # ------------------------------------------------------------------------------------------------ fate

    @rule(ms=st.sampled_from((0, 1, 1000, 600_000, 30 * DAY)))
    def pass_time(self, ms: int) -> None:
        self.network.pass_time(ms)

    @rule(device=DEVICES, jump=JUMPS)
    def let_a_clock_jump(self, device: str, jump: int) -> None:
        self.network.skew[device] = jump

    @rule(name=SERVERS)
    def back_up(self, name: str) -> None:
        self.network.backups[name] = self.network.servers[name].store.backup()

    @rule(name=SERVERS)
    def restore(self, name: str) -> None:
        if self.network.may_restore(name):
            self.network.restore(name)

    @rule(device=DEVICES, area=AREAS)
    def change_an_assignment(self, device: str, area: str) -> None:
        actor = TABLETS[device][0]
        self.network.pass_time(1)
        if (actor, area) in self.network.assigned:
            self.network.unassign(actor, area)
        else:
            self.network.assign(actor, area)

    @rule(device=DEVICES)
    def promote_or_demote(self, device: str) -> None:
        actor = TABLETS[device][0]
        self.network.pass_time(1)
        if (actor, CITY) in self.network.assigned:
            self.network.unassign(actor, CITY)
        else:
            self.network.assign(actor, CITY, "supervisor")

    @rule(device=DEVICES, chance=st.integers(0, 5))
    def revoke_a_device(self, device: str, chance: int) -> None:
        if chance == 1:
            self.network.revoke(device)

    @rule(device=DEVICES, area=AREAS, visits=st.integers(0, 4))
    def lend_the_tablet(self, device: str, area: str, visits: int) -> None:
        if visits == 1:
            self._write_on_tablet(device, "stranger", Draft(area, HOUSEHOLD, {"hamlet": "南"}, "visit"))

    # ------------------------------------------------------------------------------------------------ what must hold

    @invariant()
    def streams_are_sound(self) -> None:
        for server in self.network.servers.values():
            for area in VILLAGES:
                self.network.check_stream(server.store, area, judged=True)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        assert all(self.network.somewhere(area, one) for one, area in self.network.acknowledged.items())

    def teardown(self) -> None:
        network = self.network
        network.heal()
        self.nothing_acknowledged_is_lost()
        for area in VILLAGES:
            township, city = network.township.rows(area), network.city.rows(area)
            held = {row.id for row in township}
            assert held == {row.id for row in city}
            assert held >= {one for one, where in network.acknowledged.items() if where == area}
            states = network.check_states(network.township.store, area)
            assert states == network.check_states(network.city.store, area)
            for device, tablet in network.tablets.items():
                network.check_stream(tablet.store, area, judged=False)
                with tablet.store.begin() as tx:
                    mine = {row.id for row in tx.page(area, 0, 100_000)}
                if network.township.asker(device).reads(area):
                    assert mine == held
                    assert network.check_states(tablet.store, area) == states
        for device, tablet in network.tablets.items():
            scope = network.township.asker(device)
            assert all(receipt.complete for receipt in tablet.session().receipts() if scope.reads(receipt.area))


TestConvergence = Convergence.TestCase
