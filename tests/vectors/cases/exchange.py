"""One exchange between two tablets and their server, byte for byte, as docs/protocol.md shows it."""

from typing import Any

from sync.authoring import Draft
from tests.replicas import CITY, HOUSEHOLD, VILLAGE, Line, People, Server, Tablet


class Recording(Line):
    """A line that keeps what goes over it."""

    def __init__(self, server: Server, device: str, kept: list[dict[str, Any]]) -> None:
        super().__init__(server, device)
        self._kept = kept

    def carry(self, what: str, body: bytes) -> bytes:
        answer = super().carry(what, body)
        self._kept.append(
            {
                "asker": self.device,
                "step": what,
                "request": body.decode().splitlines(),
                "answer": answer.decode().splitlines(),
            }
        )
        return answer


def cases() -> list[dict[str, Any]]:
    """Return requests and answers, line by line, in their order.

    Anna writes a household with a wrong telephone number and syncs; the number is void. Bob syncs and gets both the
    household and the verdict. The server is set back to before all that: Bob's cursor has diverged, and he brings back
    what it lost.
    """
    people = People()
    people.server("city", CITY)
    people.home("city", CITY)
    city, kept = Server("city", people.directory), []
    tablets: dict[str, Tablet] = {}
    for device, actor in (("tablet", "anna"), ("second", "bob")):
        people.tablet(device, [actor])
        people.assign(actor, VILLAGE)
        tablets[device] = Tablet(device, {"city": CITY}, Recording(city, device, kept), "city")
    backup = city.store.backup()
    tablets["tablet"].write("anna", Draft(VILLAGE, HOUSEHOLD, {"household_no": "0001", "phone": "139"}, "visit"))
    tablets["tablet"].session().run()
    tablets["second"].session().run()
    city.store = backup
    city.now += 1000
    tablets["second"].session().run()
    return kept
