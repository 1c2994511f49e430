"""Writing on the tablet: edits are checked field by field before anything is written.

What is checked here is what the home will judge (values, workflow steps, who may delete), so that people hear of a slip
at the door of the household and not at night. An edit can be forced: the home then voids the field, and says so.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from client_stub.errors import InvalidEdit, InvalidField
from client_stub.store import TabletTransaction
from schemas import FieldError, Registry
from schemas.capacity import capacities
from sync import authoring, merge, verdict
from sync.authoring import Author, Draft
from sync.canonical import Json
from sync.directory import Directory
from sync.history import ancestors
from sync.intake import Node
from sync.judgement import judge
from sync.merge import State
from sync.revision import RecordKey, Revision


class Edit(msgspec.Struct, frozen=True):
    """What is to change in one record: field to value (null clears), and `deleted` where that changes."""

    area: str
    key: RecordKey
    set: Mapping[str, Json] = {}
    deleted: bool | None = None


class Occasion(msgspec.Struct, frozen=True):
    """On what occasion something is edited: `source` as in the envelope, its visit, and a reason in words."""

    source: str
    visit: str | None = None
    reason: str | None = None


def write(
    tx: TabletTransaction,
    node: Node,
    author: Author,
    edits: Sequence[Edit],
    occasion: Occasion,
    *,
    role: str,
    force: bool = False,
) -> list[Revision]:
    """Write edits in one transaction, on the records' present heads, and return the revisions.

    Raises:
        InvalidEdit: the home would void fields of them, and `force` is not set; the transaction is to be abandoned.
        Malformed: a value has no canonical form.
    """
    drafts = [
        Draft(one.area, one.key, one.set, occasion.source, one.deleted, occasion.visit, occasion.reason)
        for one in edits
    ]
    written, _ = authoring.write(tx, node, author, drafts)
    problems = [] if force else [one for revision in written for one in _problems(tx, node, revision, role)]
    if problems:
        raise InvalidEdit(problems)
    return written


def lacking(registry: Registry, edit: Edit) -> list[str]:
    """Return the required fields that a new record of this edit would lack."""
    known = registry.type(edit.key.type)
    return [one.name for one in known.fields if one.required and one.name not in edit.set] if known else []


def _problems(tx: TabletTransaction, node: Node, revision: Revision, role: str) -> list[InvalidField]:
    """Return what the home would void of a revision that has been written in this transaction."""
    who = _capacities(node.directory, revision, role)
    said = judge(node.registry, revision, lambda: _at_parents(tx, revision), who, revision.time)
    if said is None:
        return []
    explained = node.registry.errors(revision.type, revision.set)
    errors = {field: FieldError(code) for field, code in said.void.items()}
    errors |= {field: error for field, error in explained.items() if error.code == said.void[field]}
    return [InvalidField(revision.key, field, revision.set.get(field), errors[field]) for field in sorted(errors)]


def _capacities(directory: Directory, revision: Revision, role: str) -> Collection[str]:
    """Return in what capacities its author acts: by the assignments that have been pulled, or as the role implies."""
    if directory.assignments(revision.actor, revision.area):
        return directory.capacities(revision.actor, revision.area, revision.time)
    return capacities(role, (), revision.area)


def _at_parents(tx: TabletTransaction, revision: Revision) -> State:
    known = {one.id: one for one in tx.history(revision.area, revision.key)}
    seen = ancestors(revision.parents, known)
    wanted = {verdict.key_of(one): one for one in seen}
    verdicts = {wanted[key]: merge.joined(state) for key, state in tx.states(revision.area, wanted.keys()).items()}
    return merge.materialise(seen.values(), verdicts)
