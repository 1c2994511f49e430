"""Lines that break: at any byte of any answer, before the request has arrived, or after the server has acted."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from client_stub.editing import Edit, Occasion
from client_stub.retry import Patience, persist
from client_stub.tablet import Tablet
from sync.errors import IntegrityBroken, LineBroken
from sync.revision import RecordKey
from tests.integration.tablet.conftest import NewTablet
from tests.integration.tablet.home import VILLAGE, Home

KEY = RecordKey("household", "0190f1a2-0000-7000-8000-0000000000aa")
OFFICE = Occasion("desk_edit", reason="核对")
BAD_PHONE = "139123456"


class Line(httpx.BaseTransport):
    """A line to a home that does to each exchange what `fault` says, as long as there is one."""

    def __init__(self, home: Home) -> None:
        self._transport = home.transport
        self.fault: Callable[[str, httpx.Response], httpx.Response] | None = None
        self.deaf = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.deaf:
            raise httpx.ConnectError("no line")
        response = self._transport.handle_request(request)
        return self.fault(request.url.path, response) if self.fault is not None else response


class _Torn(httpx.SyncByteStream):
    def __init__(self, data: bytes, *, noticed: bool) -> None:
        self._data = data
        self._noticed = noticed

    def __iter__(self) -> Iterator[bytes]:
        yield self._data
        if self._noticed:
            raise httpx.ReadError("connection reset")


def tearing(path: str, at: int, *, noticed: bool) -> Callable[[str, httpx.Response], httpx.Response]:
    """Let the answers of one path end after some bytes: with an error, or as if they were whole."""

    def fault(asked: str, response: httpx.Response) -> httpx.Response:
        if not asked.endswith(path):
            return response
        stream = _Torn(response.content[:at], noticed=noticed)
        return httpx.Response(response.status_code, headers={"Content-Type": "application/x-ndjson"}, stream=stream)

    return fault


def length(home: Home) -> int:
    with home.store.begin() as tx:
        return tx.streams([VILLAGE])[VILLAGE].number


def edit(tablet: Tablet, **values: object) -> None:
    tablet.edit([Edit(VILLAGE, KEY, values)], OFFICE, force=True)


@pytest.mark.parametrize("path", ["pull", "push"])
@pytest.mark.parametrize("noticed", [True, False])
def test_an_answer_cut_at_any_byte_loses_and_doubles_nothing(
    new_tablet: NewTablet, home: Home, path: str, *, noticed: bool
):
    line = Line(home)
    anna, bo = new_tablet("anna", transport=line), new_tablet("bo")
    broken = 0
    for at in [*range(12), *range(12, 1500, 59)]:
        edit(bo, hamlet=f"{at}")
        bo.sync()
        edit(anna, phone=BAD_PHONE, household_no=f"{at}")
        line.fault = tearing(path, at, noticed=noticed)
        try:
            anna.sync()
        except (LineBroken, IntegrityBroken):
            broken += 1
        line.fault = None
        before = length(home)
        result = anna.sync()
        assert result.complete
        assert length(home) - before <= 2  # the edit and its verdict, unless they had arrived already
        assert state_of(anna) == home_state(home)
    assert broken > 10
    bo.sync()
    assert state_of(anna) == state_of(bo) == home_state(home)


def state_of(tablet: Tablet) -> object:
    with tablet.store.begin() as tx:
        return tx.state(VILLAGE, KEY)


def home_state(home: Home) -> object:
    with home.store.begin() as tx:
        return tx.state(VILLAGE, KEY)


def test_a_push_whose_answer_is_lost_lands_once(new_tablet: NewTablet, home: Home):
    line = Line(home)
    anna = new_tablet("anna", transport=line)
    edit(anna, household_no="1")
    line.fault = tearing("push", 0, noticed=True)
    with pytest.raises(LineBroken):
        anna.sync()
    assert length(home) == 1
    assert anna.status().unsent == 1
    result = anna.sync()
    assert home.requests.count("sync/push") == 1  # the pull that came first has brought the news
    assert result.complete
    assert result.arrived == (1, 1)


def test_a_sync_goes_on_by_itself_when_the_line_holds_again(new_tablet: NewTablet, home: Home):
    line = Line(home)
    anna = new_tablet("anna", transport=line, attempts=4)
    edit(anna, household_no="1")
    answers = iter([True, True, False])

    def fault(path: str, response: httpx.Response) -> httpx.Response:
        if path.endswith("pull") and next(answers, False):
            raise httpx.ReadTimeout("slow")
        return response

    line.fault = fault
    result = anna.sync()
    assert result.complete
    assert result.breaks == 2


def test_without_a_line_the_tablet_works_on(new_tablet: NewTablet, home: Home):
    line = Line(home)
    anna = new_tablet("anna", transport=line)
    line.deaf = True
    edit(anna, household_no="1")
    with pytest.raises(LineBroken):
        anna.sync()
    edit(anna, hamlet="东")
    assert anna.status().unsent == 2
    line.deaf = False
    assert anna.sync().arrived == (2, 2)


@pytest.mark.parametrize(
    ("status", "media_type", "content"),
    [
        (200, "text/html", b"<html>log in to the hotel</html>"),
        (302, "text/html", b""),
        (403, "text/html", b"blocked"),
        (429, "application/problem+json", b"{}"),
        (500, "application/problem+json", b"{}"),
        (502, "text/html", b"bad gateway"),
        (503, "text/plain", b""),
        (400, "application/problem+json", b"not json"),
        (400, "application/problem+json", b'{"code": "body_cut"}'),
    ],
)
def test_what_is_no_answer_of_the_server_is_a_broken_line(
    new_tablet: NewTablet, home: Home, status: int, media_type: str, content: bytes
):
    line = Line(home)
    anna = new_tablet("anna", transport=line)
    edit(anna, household_no="1")
    line.fault = lambda _path, _response: httpx.Response(status, headers={"Content-Type": media_type}, content=content)
    with pytest.raises(LineBroken):
        anna.sync()
    line.fault = None
    assert anna.sync().complete


def test_a_token_that_has_lost_its_worth_is_renewed(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    anna.sync()
    assert anna._line is not None
    anna._line[1]._token = "worthless"
    home.requests.clear()
    assert anna.sync().complete
    assert home.requests == ["sync/pull", "auth/token", "sync/pull"]


def test_pauses_are_drawn_up_to_a_bound_that_doubles():
    pauses: list[float] = []

    def step() -> None:
        raise LineBroken

    with pytest.raises(LineBroken):
        persist(step, Patience(6, first=1.0, longest=5.0), sleep=pauses.append, random=lambda: 0.5)
    assert pauses == [0.5, 1.0, 2.0, 2.5, 2.5]
