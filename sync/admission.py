"""Admission: whether what a device sealed is taken in at all, before anybody judges its values.

Refused is what nobody could ever have written: no seal, a broken one, an unknown device, a place where the author never
had a say, or only one to read. Quarantined is what may be honest work under authority that was lost meanwhile; it is
kept under its seal.
"""

from collections.abc import Iterable
from typing import NamedTuple

from schemas.fields import Authority
from schemas.registry import Registry
from sync import verdict
from sync.directory import Device, Directory
from sync.errors import Malformed
from sync.outcome import Reason, Status
from sync.revision import Revision, RevisionId
from sync.seal import Seal


class Denial(NamedTuple):
    """Why a revision does not enter the stream now."""

    status: Status
    reason: Reason


class Seals:
    """The seals at hand over one area, checked once each, by the ids that they cover.

    Attributes:
        kept: those that may be stored: the ones that hold, and on a tablet the ones of devices that it does not know.
    """

    def __init__(self, directory: Directory, area: str, *, keep_unknown: bool) -> None:
        """Begin without a seal."""
        self._keep_unknown = keep_unknown
        self._directory = directory
        self._area = area
        self._valid: dict[RevisionId, list[tuple[Seal, Device]]] = {}
        self._unknown: dict[RevisionId, list[Seal]] = {}
        self._bad: dict[RevisionId, Reason] = {}
        self.kept: dict[str, Seal] = {}

    def add(self, seals: Iterable[Seal]) -> None:
        """Check these seals against the directory's public keys; those of other areas say nothing here."""
        for seal in seals:
            if seal.area != self._area or seal.id in self.kept:
                continue
            device = self._directory.device(seal.by)
            if device is None:
                self._bad.update(dict.fromkeys(seal.ids, Reason.UNKNOWN_DEVICE))
                if self._keep_unknown:
                    self.kept[seal.id] = seal
                    for one in seal.ids:
                        self._unknown.setdefault(one, []).append(seal)
            elif not seal.holds_under(device.public_key):
                self._bad.update(dict.fromkeys(seal.ids, Reason.SEAL_BROKEN))
            else:
                self.kept[seal.id] = seal
                for one in seal.ids:
                    self._valid.setdefault(one, []).append((seal, device))

    def judging(self, revision: Revision) -> list[Seal]:
        """Return the seals over this revision of servers that cover the area."""
        return [seal for seal, device in self._valid.get(revision.id, ()) if device.covers(self._area)]

    def author(self, revision: Revision) -> tuple[Seal, Device] | None:
        """Return the seal that vouches for the author: that of its own device before any other."""
        found = self._valid.get(revision.id, ())
        return min(found, key=lambda one: one[1].id != revision.device, default=None)

    def authors(self, revision: Revision) -> Seal | None:
        """Return the seal to store as its author's.

        A tablet does not know the other tablets. It keeps their seals all the same, unchecked, under the word of the
        judge: so it can bring them back to a server that lost them.
        """
        unchecked = (made for made in self._unknown.get(revision.id, ()) if made.by == revision.device)
        vouching = self.author(revision)
        return next(unchecked, vouching[0] if vouching is not None else None)

    def vouched(self, revision: Revision, judged: int) -> bool:
        """Whether any of the seals over this revision can carry what its actor wrote (`Directory.vouches`).

        It is asked for the revision's own time, or, where that lies ahead of it, for when the revision was `judged`
        (unix ms): the judge then writes it into its seal, so that everybody asks for the same time.
        """
        found = self._valid.get(revision.id, ())
        if revision.redacted:
            return bool(found)
        at = min(revision.time, judged)
        return any(self._directory.vouches(device, revision.actor, self._area, at) for _, device in found)

    def objection(self, revision: Revision) -> Reason:
        """Return why no seal holds over this revision."""
        return self._bad.get(revision.id, Reason.UNSEALED)


def admit(  # noqa: PLR0911 -- one return a reason reads as the table that it is
    registry: Registry, directory: Directory, seals: Seals, revision: Revision, *, arrival: int, now: int
) -> Denial | None:
    """Return why a revision that no judging server has sealed is not taken in, or None.

    `arrival` is when the home first had it, `now` when it judges (unix ms). The author's say is looked for at the
    revision's own time, and also at its arrival: a tablet whose clock lags, with no contact to correct it, loses
    nothing.
    """
    found = seals.author(revision)
    if found is None:
        return Denial(Status.REFUSED, seals.objection(revision))
    _, device = found
    authority = registry.authority(revision.type)
    if authority is Authority.SERVER or (authority is Authority.SERVER_CREATES and not revision.parents):
        return Denial(Status.REFUSED, Reason.SERVER_ONLY)
    if revision.redacted:
        return Denial(Status.REFUSED, Reason.MALFORMED)
    if device.revoked_at is not None:
        return Denial(Status.QUARANTINED, Reason.DEVICE_REVOKED)
    if device.valid_to is not None and device.valid_to <= revision.time:
        return Denial(Status.QUARANTINED, Reason.DEVICE_EXPIRED)
    assignments = directory.assignments(revision.actor)
    if not assignments or (device.actors is not None and revision.actor not in device.actors):
        return Denial(Status.QUARANTINED, Reason.UNKNOWN_ACTOR)
    covering = [one for one in directory.assignments(revision.actor, revision.area) if one.active]
    if not covering:
        return Denial(Status.REFUSED, Reason.OUTSIDE_SCOPE)
    if not any(one.holds(revision.time) or one.holds(arrival) for one in covering):
        return Denial(Status.QUARANTINED, Reason.SCOPE_LOST)
    if not seals.vouched(revision, now):
        return Denial(Status.REFUSED, Reason.BEYOND_AUTHORITY)
    return None


def admit_sealed(seals: Seals, revision: Revision, judging: Seal) -> Denial | None:
    """Return why a revision under a judging server's seal is not taken in, or None.

    What a covering server has sealed is never judged or quarantined again (design.md §6); but a server cannot speak for
    somebody whose say reaches beyond its own areas.
    """
    if not seals.vouched(revision, judging.time):
        return Denial(Status.REFUSED, Reason.BEYOND_AUTHORITY)
    return admit_own(revision)


def admit_own(revision: Revision) -> Denial | None:
    """Return why not even a server's own word makes this revision one to take in, or None.

    A verdict stands in its own record, has no parents and is never withdrawn.
    """
    if revision.type == verdict.TYPE:
        try:
            verdict.read(revision)
        except Malformed:
            return Denial(Status.REFUSED, Reason.MALFORMED)
    return None


def admit_released(directory: Directory, by: Device, revision: Revision, now: int) -> Denial | None:
    """Return why a revision in quarantine cannot enter even on the word of the server that releases it, or None.

    A server has no more say than it has: what somebody above it wrote waits for that one's own server.
    """
    if not directory.vouches(by, revision.actor, revision.area, min(revision.time, now)):
        return Denial(Status.QUARANTINED, Reason.BEYOND_AUTHORITY)
    return None
