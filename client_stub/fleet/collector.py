"""One collector with one tablet: registers households, visits them again, syncs in the evening, settles and mends."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from client_stub.editing import Edit
from client_stub.fleet.changes import CHANGES
from client_stub.fleet.clock import FieldClock
from client_stub.fleet.line import VillageLine
from client_stub.fleet.mistakes import write_down
from client_stub.fleet.plan import DayPlan
from client_stub.fleet.report import Tally
from client_stub.fleet.survey import SurveyHousehold
from client_stub.syncing import SyncResult
from client_stub.tablet import Tablet
from sync.canonical import Json
from sync.errors import LineBroken
from sync.outcome import Status
from sync.revision import RecordKey

_MINUTE = 60_000


class Habits(NamedTuple):
    """How often things happen, as shares of the occasions on which they can.

    Attributes:
        mistakes: registrations with something written down wrongly.
        clock_jumps: days on which the clock is put wrong.
        lost: exchanges with the server that the line loses.
        offline_evenings: days that end without a sync.
        revisits: households of a tablet that are visited again on a day.
        shared: of the households in a village with several tablets, those that all of them visit on the same day.
        settles: open conflicts that the collector settles; the others are left to the office.
        mends: void fields that are mended.
    """

    mistakes: float = 0.05
    clock_jumps: float = 0.1
    lost: float = 0.05
    offline_evenings: float = 0.15
    revisits: float = 0.1
    shared: float = 0.02
    settles: float = 0.5
    mends: float = 0.8


class Collector:
    """A collector, a tablet and a territory.

    Attributes:
        tally: what was done and met so far.
    """

    def __init__(self, tablet: Tablet, clock: FieldClock, line: VillageLine, habits: Habits, random: Random) -> None:
        """Work with this tablet, whose clock and line fail now and then."""
        self.tablet = tablet
        self.tally = Tally()
        self._clock = clock
        self._line = line
        self._habits = habits
        self._random = random
        self._known: dict[str, SurveyHousehold] = {}

    # ------------------------------------------------------------------------------------------------------ the day

    def work(self, plan: DayPlan) -> None:
        """Spend a day offline, visiting whom the plan says."""
        self._clock.begin_day()
        stops = [(self._register, one) for one in plan.register] + [(self._revisit, one) for one in plan.revisit]
        self._random.shuffle(stops)
        jumps_at = self._random.randrange(len(stops)) if stops and self._happens(self._habits.clock_jumps) else None
        for place, (visit, household) in enumerate(stops):
            if place == jumps_at:
                self._clock.jump()
                self.tally.clock_jumps += 1
            visit(household)
        self._known |= {one.id: one for one in plan.register}
        self._clock.end_day()

    def evening(self) -> None:
        """Sync, settle and mend what is open, and sync what came of that; or be where there is no line at all."""
        if self._happens(self._habits.offline_evenings) or self.sync() is None:
            return
        settled = [self._settle(), self._mend()]
        if any(settled):
            self.sync()

    def sync(self) -> SyncResult | None:
        """Sync; None where the line did not hold."""
        before = self._line.lost
        try:
            result = self.tablet.sync()
        except LineBroken:
            self.tally.gave_up += 1
            return None
        finally:
            self.tally.exchanges_lost += self._line.lost - before
        outcomes = result.outcomes.values()
        self.tally.void += sum(len(one.void) for one in outcomes if not one.known)
        self.tally.capped += sum(one.cap is not None for one in outcomes if not one.known)
        self.tally.set_aside += result.count(Status.REFUSED, Status.QUARANTINED)
        return result

    def hold_the_line(self) -> None:
        """Let nothing be lost from now on: the days are over, and the proof is due."""
        self._line.rate = 0.0

    # ------------------------------------------------------------------------------------------------------- visits

    def _register(self, household: SurveyHousehold) -> None:
        made = write_down(household, self._random) if self._happens(self._habits.mistakes) else None
        if made is not None:
            name, household = made
            self.tally.mistakes[name] += 1
        self._visit(household, household.edits(), purpose="collect")

    def _revisit(self, household: SurveyHousehold) -> None:
        def shown(key: RecordKey) -> Mapping[str, Json]:
            with self.tablet.store.begin() as tx:
                state = tx.state(household.village, key)
            return state.values() if state is not None else {}

        found = (change(household, shown, self._random) for change in self._random.sample(CHANGES, 2))
        edits = [one for one in found if one is not None]
        self._visit(household, edits, purpose=self._random.choice(("verify", "help", "followup")))

    def _visit(self, household: SurveyHousehold, edits: Sequence[Edit], *, purpose: str) -> None:
        started = self.tablet.clock.now()
        duration = self._random.randint(15, 50) * _MINUTE
        self._clock.pass_time(duration)
        fields: Mapping[str, Json] = {
            "purpose": purpose,
            "result": "completed",
            "started_at": started,
            "ended_at": self.tablet.clock.now(),
            "duration": duration,
            "respondent_member_id": household.fields.get("head_member_id"),
            "respondent_present": True,
        }
        written = self.tablet.visit(household.village, household.id, edits, fields=fields, force=True)
        self.tally.visits += 1
        self.tally.revisions += len(written)
        self._clock.pass_time(self._random.randint(5, 25) * _MINUTE)

    # -------------------------------------------------------------------------------------------------- what is open

    def _settle(self) -> bool:
        found = self.tablet.conflicts()
        self.tally.conflicts += len(found)
        chosen = [one for one in found if self._happens(self._habits.settles)]
        for one in chosen:
            self.tablet.resolve(one, self._random.choice(one.sides).value, reason="入户核实")
        self.tally.settled += len(chosen)
        self.tally.revisions += len(chosen)
        return bool(chosen)

    def _mend(self) -> bool:
        chosen = [one for one in self.tablet.void_fields() if self._happens(self._habits.mends)]
        mended = 0
        for one in chosen:
            household = self._known.get(one.written.record)
            if household is not None and one.field in household.fields:
                self.tablet.mend(one, household.fields[one.field])
                mended += 1
        self.tally.mended += mended
        self.tally.revisions += mended
        return mended > 0

    def _happens(self, share: float) -> bool:
        return self._random.random() < share
