"""The people of the demo: one collector a tablet, some of whom help out in a neighbouring village, and an officer."""

import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.area import township_of
from server.identity import assignments, devices, users
from server.identity.users import User
from server.replica import Work
from server.services import Services

OFFICER = "demo"
"""The login name that the demo prints."""

SHARING = 2
"""Every so many collectors one also works in a village of the next: there two tablets meet in one household."""

CODES_VALID_MS = 3_600_000


class Staff(NamedTuple):
    """One enrolment code a collector, in their order, and the officer's password."""

    codes: list[str]
    password: str


def territories(villages: Iterable[str], tablets: int) -> list[list[str]]:
    """Deal villages out to so many tablets, township by township, and let some share one with their neighbour."""
    ordered = sorted(set(villages), key=lambda village: (township_of(village), village))
    size, rest = divmod(len(ordered), tablets)
    dealt: list[list[str]] = []
    start = 0
    for tablet in range(tablets):
        end = start + size + (tablet < rest)
        dealt.append(ordered[start:end])
        start = end
    for tablet in range(0, tablets, SHARING):
        dealt[tablet].append(dealt[(tablet + 1) % tablets][0])
    return dealt


def hire(services: Services, dealt: Sequence[Sequence[str]]) -> Staff:
    """Add the users with their areas, and issue a code for each collector's tablet."""
    codes: list[str] = []
    password = secrets.token_urlsafe(9)
    now = services.clock()
    for number, villages in enumerate(dealt, 1):
        with services.replica.begin() as work:
            person = _add(work, services, f"collector-{number:02d}", f"采集员{number:02d}", secrets.token_urlsafe(9))
            for village in villages:
                _assign(work, services, person, "collector", village)
        with services.replica.begin() as (tx, node):
            code = devices.issue_code(tx.connection, node.directory, [person], now=now, valid_ms=CODES_VALID_MS)
        codes.append(code.text)
    with services.replica.begin() as work:
        officer = _add(work, services, OFFICER, "演示", password)
        _assign(work, services, officer, "supervisor", services.settings.area)
    return Staff(codes, password)


def _add(work: Work, services: Services, username: str, name: str, password: str) -> str:
    person = User(services.new_id(), username, name)
    users.add(work.tx.connection, person, password, services.clock())
    return person.id


def _assign(work: Work, services: Services, person: str, role: str, area: str) -> None:
    record = services.new_id()
    assignments.assign(work.tx, work.node, person, role=role, area=area, record=record, now=services.clock())
