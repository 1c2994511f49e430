"""Amendments: how a locked year changes (domain §4.5).

What a lock voided of a push is kept as a request, in the same transaction, so that nothing surveyed is lost; its name
follows from the revision, so that nothing is asked for twice. What the county approved, by whatever way that came here,
is written to the record, and the year is marked as amended, in the transaction that took the approval in.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog

from schemas import REGISTRY, errors
from schemas.naming import amendment_id, household_year_id
from schemas.records.amendment import AMENDING
from schemas.records.confirmation import figures
from server.identity.writing import write_as_server
from server.review.entering import Entering
from server.review.locks import BY_AMENDMENT, CONFIRMATION, YEAR, is_locked
from server.store.log import LogTransaction
from sync import revision as revisions
from sync import verdict
from sync.authoring import Draft, Rejected
from sync.canonical import fingerprint
from sync.errors import SyncError
from sync.intake import Node
from sync.merge import EMPTY, State
from sync.revision import DELETED, RecordKey, Revision

AMENDMENT, REQUEST = "amendment", "request"

LONGEST_REASON: Final = 2000
"""Characters of a reason that an amendment repeats; a revision's own has no such bound."""

_log = structlog.get_logger(__name__)


def keep_and_apply(tx: LogTransaction, node: Node) -> None:
    """Do what follows from what a transaction has saved: keep what a lock voided, apply what was approved.

    Only this server's own verdicts are followed, and only areas of which it is the home: so every amendment is written
    once, wherever its revision travels.
    """
    for area, states in [(area, dict(states)) for area, states in sorted(tx.saved.items())]:
        voided = [
            state.value("revision")
            for key, state in states.items()
            if key.type == verdict.TYPE and errors.LOCKED in (state.value("void") or {}).values()
        ]
        if voided:
            _keep(tx, node, area, voided)
        for key, state in sorted(states.items()):
            if key.type == AMENDMENT and _approved(state) and node.judges(area):
                _apply(tx, node, area, key, state)


def unusable(beside: Entering) -> bool:
    """Tell whether a revision approves an amendment that cannot be written to its record."""
    approves = AMENDING.state_of(beside.values[REQUEST]) == "approved"
    return approves and _application(beside.revision.area, beside.values, beside.records.standing) is None


def _keep(tx: LogTransaction, node: Node, area: str, voided: list[str]) -> None:
    """Write an amendment for each of these revisions, unless there is one."""
    own = node.signer.device if node.signer is not None else None
    for row in tx.rows(area, voided):
        judged = revisions.parse(row.body)
        said = [one for one in tx.history(area, verdict.key_of(judged.id)) if one.device == own]
        key = RecordKey(AMENDMENT, amendment_id(judged.id))
        if said and not judged.redacted and tx.state(area, key) is None:
            # At the verdict's own time: written again after a restore, it is the same revision.
            draft = _request(tx, area, key, judged, verdict.read(said[0]).void)
            try:
                write_as_server(tx, node, [draft], said[0].time)
            except SyncError as error:  # too large beside its own envelope: it is in the log, where people can read it
                _log.exception("amendment_not_kept", area=area, revision=judged.id, error=type(error).__name__)


def _request(tx: LogTransaction, area: str, key: RecordKey, judged: Revision, void: Mapping[str, str]) -> Draft:
    state = tx.state(area, judged.key) or EMPTY
    kept = {field: value for field, value in judged.set.items() if void.get(field) == errors.LOCKED}
    values: dict[str, Any] = {
        "household": state.value("household") or kept.get("household"),
        "year": state.value("year") or kept.get("year"),
        "target_type": judged.type,
        "target": judged.record,
        "set": kept,
        "deletes": judged.deleted if DELETED in void else None,
        "revision": judged.id,
        "reason": judged.reason[:LONGEST_REASON] if judged.reason is not None else None,
        "requested_by": judged.actor,
        REQUEST: {"state": "requested"},
    }
    return Draft(area, key, values, BY_AMENDMENT)


def _approved(state: State) -> bool:
    """Whether the request is approved, and nothing else: of a conflict, a person decides first."""
    found = state.candidates.get(REQUEST, ())
    return bool(found) and all(AMENDING.state_of(one.value) == "approved" for one in found)


def _apply(tx: LogTransaction, node: Node, area: str, key: RecordKey, state: State) -> None:
    drafts = _application(area, state.values(), lambda one: tx.state(area, one) or EMPTY)
    if drafts is None:
        _log.error("amendment_not_applied", area=area, record=key.record)
        return
    applied = Draft(area, key, {REQUEST: {**state.value(REQUEST), "state": "applied"}}, BY_AMENDMENT)
    now = max(row.arrival for row in tx.rows(area, state.heads))
    try:
        write_as_server(tx, node, [*drafts, applied], now)
    except Rejected as rejected:
        _log.exception("amendment_not_applied", area=area, record=key.record, fields=sorted(rejected.void))


def _application(area: str, amendment: Mapping[str, Any], standing: Callable[[RecordKey], State]) -> list[Draft] | None:
    """Return what writes an amendment to its record and marks the year, or None where it cannot be written."""
    household, year = amendment.get("household"), amendment.get("year")
    changes, deletes = amendment.get("set") or {}, amendment.get("deletes")
    kind, record = amendment.get("target_type"), amendment.get("target")
    if household is None or year is None or kind is None or record is None or (not changes and deletes is None):
        return None
    target, of_year = RecordKey(kind, record), RecordKey(YEAR, household_year_id(household, year))
    locked = standing(of_year)
    of_target = {**changes, **standing(target).values()}
    place = (of_target.get("household"), of_target.get("year"))
    if not is_locked(locked) or place != (household, year) or (kind == YEAR and target != of_year):
        return None
    if REGISTRY.errors(kind, changes) or REGISTRY.workflows(kind, changes):
        return None
    after = locked.values() | (changes if target == of_year else {})
    mark = {
        CONFIRMATION: {
            "state": "amended",
            "income_hash": fingerprint(figures(after.get("income"), after.get("member_count"))),
        }
    }
    if target == of_year:
        return [Draft(area, of_year, {**changes, **mark}, BY_AMENDMENT, deletes)]
    return [Draft(area, target, changes, BY_AMENDMENT, deletes), Draft(area, of_year, mark, BY_AMENDMENT)]
