"""Merge: a record's state as a pure function of the set of its revisions and of the verdicts on them.

Every replica computes the same state in whatever order the revisions arrived. A field's candidates are the values
written by revisions that no later writer of that field has seen; the state keeps all of them, and the schema's policy
says on reading whether more than one is a conflict. `apply` is the fast path for an edit of the record as it stands;
`materialise` is the definition (design.md §6), and equals it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from sync import canonical, verdict
from sync.canonical import Json
from sync.history import Causality, parents_first
from sync.revision import DELETED, Revision, RevisionId
from sync.verdict import Joined


class Candidate(NamedTuple):
    """One value of a field that no later writer has seen."""

    time: int
    """Effective: the revision's time, capped by its verdicts (unix ms)."""
    revision: RevisionId
    value: Any


class State(msgspec.Struct, frozen=True):
    """A record's state. Equal sets of revisions and verdicts give equal states, byte for byte.

    Attributes:
        heads: sorted ids of the revisions that no other names as a parent; none for a record without revisions.
        candidates: per field (and `@deleted`) its candidates, sorted by (effective time, id).
        stray: the record is deleted, and some edit had not seen the deletion: it stays alive, in conflict.
        revisions: how many revisions the record has.
    """

    heads: tuple[RevisionId, ...] = ()
    candidates: dict[str, tuple[Candidate, ...]] = {}
    stray: bool = False
    revisions: int = 0

    @property
    def deleted(self) -> bool:
        """Whether the record counts as deleted."""
        deletions = self.candidates.get(DELETED, ())
        return bool(deletions) and all(one.value for one in deletions) and not self.stray

    def values(self) -> dict[str, Json]:
        """Return the value shown of each field: the candidate with the highest (effective time, id)."""
        return {field: found[-1].value for field, found in self.candidates.items() if field != DELETED}

    def value(self, field: str) -> Json:
        """Return the value shown of one field; None also where it was never written."""
        found = self.candidates.get(field)
        return found[-1].value if found else None

    def conflicts(self, reviewed: Callable[[str], bool]) -> list[str]:
        """Return the fields in conflict, sorted: those under review with more than one distinct value."""
        open_fields = [
            field
            for field, found in self.candidates.items()
            if len(found) > 1 and (field == DELETED or reviewed(field)) and _differ(found)
        ]
        if self.stray and DELETED not in open_fields:
            open_fields.append(DELETED)
        return sorted(open_fields)


EMPTY = State()
"""A record without revisions."""


class _Stored(msgspec.Struct, frozen=True):
    """A state as it is stored: by revision, so that no id is repeated for each field. Half the bytes of the other way.

    Attributes:
        writers: (effective time, id, value by field) of each revision with a value that no later writer has seen.
    """

    heads: tuple[RevisionId, ...]
    writers: list[tuple[int, RevisionId, dict[str, Any]]]
    stray: bool
    revisions: int


_decoder = msgspec.json.Decoder(_Stored)


def encode(state: State) -> bytes:
    """Return the bytes under which a state is stored; equal states have equal bytes."""
    writers: dict[tuple[int, RevisionId], dict[str, Any]] = {}
    for field, found in state.candidates.items():
        for time, revision, value in found:
            writers.setdefault((time, revision), {})[field] = value
    by_revision = [(*writer, writers[writer]) for writer in sorted(writers)]
    return canonical.encode(_Stored(state.heads, by_revision, state.stray, state.revisions))


def decode(data: bytes) -> State:
    """Return the state that `encode` wrote."""
    stored = _decoder.decode(data)
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for time, revision, values in stored.writers:
        for field, value in values.items():
            one = Candidate(time, revision, value)
            candidates[field] = (*candidates[field], one) if field in candidates else (one,)
    return State(stored.heads, candidates, stored.stray, stored.revisions)


def facts(revision: Revision, judged: Joined) -> tuple[dict[str, Json], int]:
    """Return what a revision writes after its verdicts (`@deleted` included), and its effective time (unix ms).

    A verdict itself is never judged, voided or withdrawn: whatever was said of it says nothing (design.md §6).
    """
    if revision.type == verdict.TYPE:
        judged = verdict.NONE
    time = revision.time if judged.cap is None else min(revision.time, judged.cap)
    if judged.redacts:
        return {}, time
    if not judged.void:
        writes = dict(revision.set)
    else:
        writes = {field: value for field, value in revision.set.items() if field not in judged.void}
    if revision.deleted is not None and DELETED not in judged.void:
        writes[DELETED] = revision.deleted
    return writes, time


def apply(state: State, revision: Revision, judged: Joined = verdict.NONE) -> State:
    """Return the state after an edit of the record as it stands: `revision.parents` are exactly `state.heads`."""
    writes, time = facts(revision, judged)
    candidates = dict(state.candidates)
    for field, value in writes.items():
        candidates[field] = (Candidate(time, revision.id, value),)
    return State((revision.id,), candidates, state.stray and DELETED not in writes, state.revisions + 1)


def joined(verdict_state: State) -> Joined:
    """Return what all verdicts in the state of a verdict record say together.

    Verdicts are roots that nothing overwrites, so that the candidates of its fields are all that was ever said.
    """
    said = verdict_state.candidates
    void = frozenset(field for one in said.get("void", ()) for field in one.value)
    caps = [one.value for one in said.get("cap", ()) if one.value is not None]
    return Joined(void, min(caps, default=None), any(one.value for one in said.get("redacts", ())))


def materialise(revisions: Iterable[Revision], verdicts: Mapping[RevisionId, Joined]) -> State:
    """Return the state of a record from all its revisions; an id without an entry in `verdicts` has none."""
    ordered = parents_first(revisions)
    causality = Causality(ordered)
    writers: dict[str, list[RevisionId]] = {}
    written: dict[RevisionId, tuple[dict[str, Json], int]] = {}
    named: set[RevisionId] = set()
    for revision in ordered:
        named.update(revision.parents)
        written[revision.id] = facts(revision, verdicts.get(revision.id, verdict.NONE))
        for field in written[revision.id][0]:
            writers.setdefault(field, []).append(revision.id)
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for field, by in writers.items():
        found = [Candidate(written[one][1], one, written[one][0][field]) for one in causality.unseen(by)]
        candidates[field] = tuple(sorted(found, key=lambda one: (one.time, one.revision)))
    heads = tuple(sorted(revision.id for revision in ordered if revision.id not in named))
    deletions = candidates.get(DELETED, ())
    stray = (
        bool(deletions)
        and all(one.value for one in deletions)
        and any(
            any(field != DELETED for field in written[one][0])
            for one in causality.strangers(deletion.revision for deletion in deletions)
        )
    )
    return State(heads, candidates, stray, len(ordered))


def _differ(found: tuple[Candidate, ...]) -> bool:
    first = canonical.encode(found[0].value)
    return any(canonical.encode(one.value) != first for one in found[1:])
