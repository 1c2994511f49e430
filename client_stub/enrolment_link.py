"""The link in a QR code by which a tablet enrols: `ruhu://enrol?server=<address>&code=<code>`."""

from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from client_stub.errors import NoEnrolmentLink


class Invitation(NamedTuple):
    """Where a tablet enrols, and with which one-time code."""

    server_url: str
    code: str


def read_link(text: str) -> Invitation:
    """Return what a QR code's text invites to.

    Raises:
        NoEnrolmentLink: it is something else.
    """
    try:
        link = urlsplit(text.strip())
        asked = parse_qs(link.query, max_num_fields=20)
        server = urlsplit(asked["server"][0])
        invitation = Invitation(server.geturl(), asked["code"][0])
    except (ValueError, KeyError):
        raise NoEnrolmentLink(text) from None
    if (link.scheme, link.netloc) != ("ruhu", "enrol") or server.scheme not in {"http", "https"} or not server.netloc:
        raise NoEnrolmentLink(text)
    return invitation
