"""Refresh tokens against a model: who goes by the last answer is never locked out, and a thief is found out."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import create_engine

from server.identity import sessions
from server.identity.errors import RefreshRefused, SessionExpired, SessionRevoked
from server.identity.sessions import Ending, Presented
from server.store.tables import METADATA

USER = "anna"
MINUTE = 60_000


class Sessions(RuleBasedStateMachine):
    """One session, its client, and a thief who copied a token once."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://")
        METADATA.tables["user_session"].create(self.engine)
        self.now = 1_540_000_000_000
        self.begun = self.now
        self.used = self.now
        self.stolen: str | None = None
        self.over = False
        self.replaced: list[str] = []
        self.chosen: str | None = None
        self.given: list[str] = []

    @initialize()
    def sign_in(self) -> None:
        with self.engine.begin() as connection:
            self.token = sessions.begin(connection, USER, session="s", now=self.now)
        self.given = [self.token]

    def present(self, token: str) -> Presented:
        with self.engine.begin() as connection:
            return sessions.refresh(connection, token, self.now)

    def expired(self) -> bool:
        return self.now >= min(self.begun + sessions.LIFETIME_MS, self.used + sessions.IDLE_MS)

    def ask(self, token: str) -> str | None:
        """Present a token; return the next one, as the module's docstring has it."""
        if self.over or self.expired():
            try:
                self.present(token)
            except (SessionRevoked, SessionExpired):
                return None
            raise AssertionError("what is over gave a token")
        presented = self.present(token)
        if token in self.given:
            self.replaced += [one for one in self.given if one != token]
            self.replaced += [self.chosen] if self.chosen is not None else []
            self.chosen, self.given = token, []
        if token == self.chosen:
            assert presented.token is not None
            assert presented.user == USER
            self.given.append(presented.token)
            self.used = self.now
            if len(self.given) > sessions.GIVEN:
                self.replaced.append(self.given.pop(0))
            return presented.token
        assert token in self.replaced
        assert presented.token is None
        self.over = True
        return None

    @rule(lost=st.booleans(), twice=st.booleans())
    def the_client_refreshes(self, lost: bool, twice: bool) -> None:
        """Its request may arrive twice, and its answer may be lost: then it goes by what it has."""
        answers = [self.ask(self.token) for _ in range(1 + twice)]
        if not lost and answers[-1] is not None:
            self.token = answers[-1]

    @precondition(lambda self: self.stolen is None)
    @rule()
    def a_token_is_stolen(self) -> None:
        self.stolen = self.token

    @precondition(lambda self: self.stolen is not None)
    @rule(lost=st.booleans())
    def the_thief_refreshes(self, lost: bool) -> None:
        assert self.stolen is not None
        got = self.ask(self.stolen)
        if not lost and got is not None:
            self.stolen = got

    @rule(minutes=st.sampled_from([1, 15, 240, 721]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @invariant()
    def the_client_is_only_locked_out_where_somebody_stole(self) -> None:
        if self.stolen is None:
            assert not self.over

    @invariant()
    def no_token_is_stored(self) -> None:
        with self.engine.begin() as connection:
            stored = str(connection.exec_driver_sql("SELECT * FROM user_session").all())
        assert self.token not in stored
        assert self.token[:32] not in stored

    def teardown(self) -> None:
        self.engine.dispose()


TestSessions = Sessions.TestCase
TestSessions.settings = settings(stateful_step_count=30)


def begun() -> Sessions:
    machine = Sessions()
    machine.sign_in()
    return machine


def ended_by(machine: Sessions) -> str | None:
    with machine.engine.begin() as connection:
        return connection.exec_driver_sql("SELECT ended_by FROM user_session").scalar_one()


@pytest.mark.parametrize("thief_first", [True, False])
def test_of_two_who_hold_a_token_one_is_found_out_when_both_have_used_what_they_got(thief_first: bool):
    machine = begun()
    of_the_client, of_the_thief = (machine.present(machine.token).token for _ in range(2))
    first, second = (of_the_thief, of_the_client) if thief_first else (of_the_client, of_the_thief)
    assert first is not None
    assert second is not None
    assert machine.present(first).token is not None
    assert machine.present(second).token is None
    assert ended_by(machine) == Ending.REUSED
    for token in (first, second, machine.token):
        with pytest.raises(SessionRevoked, match="reused"):
            machine.present(token)


@pytest.mark.parametrize("text", ["", "xyz", "ab" * 31, "ab" * 32, "ab" * 33, "\0", "é" * 64])
def test_what_is_no_token_is_refused_and_harms_nobody(text: str):
    machine = begun()
    with pytest.raises(RefreshRefused):
        machine.present(text)
    assert machine.present(machine.token).token is not None
