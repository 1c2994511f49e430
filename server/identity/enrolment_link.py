"""The link that a tablet reads from a QR code to enrol itself: `ruhu://enrol?server=<address>&code=<code>`."""

from typing import Final
from urllib.parse import urlencode

PREFIX: Final = "ruhu://enrol?"


def enrolment_link(server: str, code: str) -> str:
    """Return the link by which a tablet enrols at the server of this address with this code."""
    return PREFIX + urlencode({"server": server, "code": code})
