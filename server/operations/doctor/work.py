"""The work: what waits, which tablets are silent, when the last backup was made."""

from collections.abc import Iterator

from server.identity.audit import Action
from server.operations.doctor.finding import Finding, Severity, finding, fine_if
from server.operations.doctor.messages import Said
from server.operations.limits import BACKUP_OLD_MS, DAY_MS, LAG_LATE_MS, LAG_STUCK_MS, MINUTE_MS, PARKED_OLD_MS
from server.services import Services
from server.store import contacts
from server.store.figures import figures, newest_entry, oldest_waiting
from server.store.queue import Length
from sync.directory import Device
from sync.outcome import Status

HOUR_MS = 60 * MINUTE_MS


def examine(services: Services, silent_days: int) -> Iterator[Finding]:
    """Look at the work."""
    now = services.clock()
    with services.replica.reading() as (tx, node):
        stands = figures(tx.connection, now)
        parked_since = oldest_waiting(tx.connection, Status.PARKED.value)
        heard = contacts.all_contacts(tx.connection)
        backup = newest_entry(tx.connection, Action.BACKUP_MADE.value)
        tablets = [one for one in node.directory.devices() if in_use(one, now)]
    yield from queue(stands.queue, now)
    quarantined = stands.waiting.get(Status.QUARANTINED.value, 0)
    said = Said.QUARANTINE_WAITING if quarantined else Said.QUARANTINE
    yield finding(said, fine_if(not quarantined, Severity.WARNING), revisions=quarantined)
    yield parked(stands.waiting.get(Status.PARKED.value, 0), now if parked_since is None else parked_since, now)
    silent = [one.id for one in tablets if max(one.valid_from, heard.get(one.id, 0)) < now - silent_days * DAY_MS]
    if silent:
        yield finding(Said.TABLETS_SILENT, Severity.WARNING, devices=silent, days=silent_days)
    else:
        yield finding(Said.TABLETS, Severity.FINE, tablets=len(tablets), days=silent_days)
    yield last_backup(backup, now)


def in_use(device: Device, now: int) -> bool:
    """Whether this is a tablet that is neither revoked nor expired."""
    expired = device.valid_to is not None and device.valid_to <= now
    return device.kind == "tablet" and device.revoked_at is None and not expired


def queue(length: Length, now: int) -> Iterator[Finding]:
    """Look at how long households wait for the worker."""
    lag = 0 if length.oldest is None else max(0, now - length.oldest)
    if length.postponed:
        yield finding(Said.WORKER_FAILED, Severity.WARNING, postponed=length.postponed)
    severity = Severity.FAILURE if lag > LAG_STUCK_MS else fine_if(lag <= LAG_LATE_MS, Severity.WARNING)
    said = Said.WORKER if severity is Severity.FINE else Said.WORKER_LATE
    yield finding(said, severity, due=length.due, minutes=round(lag / MINUTE_MS))


def parked(revisions: int, since: int, now: int) -> Finding:
    """Look at what waits for its parents."""
    if now - since > PARKED_OLD_MS:
        return finding(Said.PARKED_OLD, Severity.WARNING, revisions=revisions, days=(now - since) // DAY_MS)
    return finding(Said.PARKED, Severity.FINE, revisions=revisions)


def last_backup(made_at: int | None, now: int) -> Finding:
    """Look at the age of the last backup."""
    if made_at is None:
        return finding(Said.BACKUP_NONE, Severity.WARNING)
    old = now - made_at > BACKUP_OLD_MS
    said = Said.BACKUP_OLD if old else Said.BACKUP
    return finding(said, fine_if(not old, Severity.WARNING), hours=round((now - made_at) / HOUR_MS))
