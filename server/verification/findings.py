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
        households: whose flags are written; what the run found about others is left.
        now: the server's clock (unix ms).
    """
    found = {
        question.flag: (question, odd)
        for question, odd in evaluation.odd.items()
        if question.area == area and odd.household in households
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
        before = states[flag].value("finding") if flag in states else None
        if before is None:
            rule = evaluation.rules[question.rule]
            created = {
                "rule": rule.id,
                "rule_version": rule.version,
                "subjects": [question.subject],
                "period": question.period,
                "severity": rule.severity.value,
            }
            yield Draft(question.area, _key(flag), created | {"finding": finding}, SOURCE)
        elif before | {"evaluated_at": now} != finding:
            yield Draft(question.area, _key(flag), {"finding": finding}, SOURCE)


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
        if Question(area, rule, values["subjects"][0], values["period"]) not in evaluation.unasked:
            yield Draft(area, _key(flag), {"finding": finding | {"present": False, "evaluated_at": now}}, SOURCE)


def _key(flag: str) -> RecordKey:
    return RecordKey("flag", flag)


def _fingerprint(evidence: Mapping[str, Any]) -> str:
    """Return SHA-256 of the evidence's canonical bytes, in base32hex."""
    digest = hashlib.sha256(canonical.encode(evidence)).digest()
    return base64.b32hexencode(digest).decode().lower().rstrip("=")
