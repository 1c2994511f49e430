"""The line loses what it says it loses, in each of its three ways."""

from random import Random

import httpx

from client_stub.fleet.line import VillageLine

ANSWER = b"0123456789" * 10


def test_a_line_that_holds_changes_nothing():
    with httpx.Client(transport=VillageLine(_server([]), Random(1), 0.0)) as client:
        assert [client.get("http://home").content for _ in range(20)] == [ANSWER] * 20


def test_a_line_breaks_before_after_and_within():
    arrived: list[str] = []
    line = VillageLine(_server(arrived), Random(1), 1.0)
    errors: set[str] = set()
    before = 0
    with httpx.Client(transport=line) as client:
        for _ in range(60):
            try:
                client.get("http://home")
            except httpx.ConnectError:
                before += 1
            except httpx.ReadError as error:
                errors.add(str(error))
    assert line.lost == 60
    assert len(arrived) == 60 - before
    assert 0 < before < 60
    assert errors == {"the line broke before the answer came", "the line broke within the answer"}


def _server(arrived: list[str]) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        arrived.append(str(request.url))
        return httpx.Response(200, content=ANSWER)

    return httpx.MockTransport(answer)
