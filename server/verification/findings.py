"""Findings: from what a run found to revisions of flag records, written only where something changed.

A flag's name follows from its question, so that whoever runs the rules again meets the same record. The machine writes
`finding` and, once it has created the flag, nothing else; what people decide stands beside it, and neither disturbs the
other. A run that finds the same again writes nothing: `evaluated_at` is when the finding last changed.
"""

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from server.identity.writing import write_as_server
from server.store import household_index
from server.store.log import LogTransaction
from server.verification.engine import Evaluation, Odd, Question
from server.verification.rule import FIELDS
from sync import canonical
from sync.authoring import Draft
from sync.intake import Node
from sync.merge import State
from sync.revision import RecordKey

SOURCE = "verification"
"""What the engine's revisions say of their origin."""


def record(
    tx: LogTransaction, node: Node, evaluation: Evaluation, area: str, households: Collection[str], *, now: int
) -> int:
    """Write what changed of the findings about some households of an area; return how many flags that were.

    Args:
        tx: a write transaction that holds the lock of the area's stream.
        node: this server, the area's home.
        evaluation: a run over at least these households, on their records as they are.
        area: in whose stream the flags are.
        households: whose flags are written; what the run found about others alone is left.
        now: the server's clock (unix ms).
    """
    found = {
        question.flag: (question, odd)
        for question, odd in evaluation.odd.items()
        if question.area == area and not odd.households.isdisjoint(households)
    }
    standing = household_index.flags(tx.connection, area, households)
    states = {
        key.record: state for key, state in tx.states(area, [_key(one) for one in found.keys() | standing]).items()
    }
    drafts = [
        *_raised(evaluation, found, states, now),
        *_cleared(evaluation, area, {flag: state for flag, state in states.items() if flag not in found}, now),
    ]
    if drafts:
        write_as_server(tx, node, drafts, now)
    return len(drafts)


def _raised(
    evaluation: Evaluation, found: Mapping[str, tuple[Question, Odd]], states: Mapping[str, State], now: int
) -> Iterator[Draft]:
    """Write what is found for the first time, again, or on other evidence."""
    for flag, (question, odd) in sorted(found.items()):
        finding = {
            "present": True,
            "evidence": odd.evidence,
            "evidence_hash": _fingerprint(odd.evidence),
            "evaluated_at": now,
        }
        rule = evaluation.rules[question.rule]
        asked: dict[str, Any] = {
            "rule": rule.id,
            "rule_version": rule.version,
            "subjects": list(question.subjects),
            "period": question.period,
            "severity": rule.severity.value,
        }
        before = states[flag].values() if flag in states else {}
        changed = {name: value for name, value in asked.items() if before.get(name) != value or not before}
        if (before.get("finding") or {}) | {"evaluated_at": now} != finding:
            changed["finding"] = finding
        if changed:
            yield Draft(question.area, _key(flag), changed, SOURCE)


def _cleared(evaluation: Evaluation, area: str, states: Mapping[str, State], now: int) -> Iterator[Draft]:
    """Clear what a rule of this run asked again and did not find, or whose subject is gone.

    The evidence stays: it says what the flag was about, and what was decided on it holds if it should come back.
    """
    for flag, state in sorted(states.items()):
        values = state.values()
        rule, finding = values.get("rule"), values.get("finding")
        if rule is None or finding is None:
            continue  # a redaction emptied it
        if rule not in evaluation.rules or not finding["present"]:
            continue
        if evaluation.asked(Question(area, rule, tuple(values["subjects"]), values["period"])):
            yield Draft(area, _key(flag), {"finding": finding | {"present": False, "evaluated_at": now}}, SOURCE)


def _key(flag: str) -> RecordKey:
    return RecordKey("flag", flag)


def _fingerprint(evidence: Mapping[str, Any]) -> str:
    """Return SHA-256 of the figures' canonical bytes, in base32hex: which fields were read is no reason to ask anew."""
    figures = {name: value for name, value in evidence.items() if name != FIELDS}
    digest = hashlib.sha256(canonical.encode(figures)).digest()
    return base64.b32hexencode(digest).decode().lower().rstrip("=")
