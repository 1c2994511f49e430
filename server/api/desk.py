"""Writing at a desk: an edit of one record, and where its workflows may be moved."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from schemas import REGISTRY
from schemas.fields import MergePolicy
from schemas.permission import explain
from server.api.access import Asker, allow
from server.api.edge import EdgeOf
from server.api.errors import InvalidRequest, RecordNotFound
from server.api.faults import MOST, NO_SUCH_FIELD, NOTHING_WRITTEN, fault
from server.api.openapi import SIGNED_IN, json_answer, json_request, refused_by
from server.api.places import UUID, AreaInPath, RecordInPath, RecordTypeInPath
from server.api.problems import Problem
from server.api.record_views import Address, Text
from server.review import desk
from server.review.desk import Edit, Written
from server.review.transitions import Target, Trial, Workflow, workflows
from server.services import Services
from sync.revision import RecordKey

router = APIRouter(prefix="/v1/records", tags=["desk"])

WRITERS = ("collector", "township", "supervisor", "department")
"""In what capacities people write anything at all; what of it, the judge says."""

AskerOf = Annotated[Asker, allow(*WRITERS)]
RevisionIdText = Annotated[str, Field(pattern="^[0-9a-v]{51}[0g]$", description="A revision's id.")]
Heads = Annotated[list[RevisionIdText] | None, Field(max_length=1000)]

_REFUSED = (
    *SIGNED_IN,
    Problem.PERSON_NEEDED,
    Problem.NOT_PERMITTED,
    Problem.OUTSIDE_SCOPE,
    Problem.RECORD_NOT_FOUND,
    Problem.INVALID_REQUEST,
)


class EditRequest(BaseModel):
    """One edit of one record."""

    model_config = ConfigDict(extra="forbid")

    set: Annotated[dict[str, Any], Field(description="Field to value; null clears. An item of a collection is a path.")]
    deleted: Annotated[bool | None, Field(description="True deletes the record, false revives it.")] = None
    parents: Annotated[Heads, Field(description="The heads that the author saw. Without them, those of now.")] = None
    if_heads: Annotated[Heads, Field(description="Write only if these are the heads, instead of merging.")] = None
    visit: Annotated[str | None, Field(pattern=UUID)] = None
    reason: Annotated[str, Field(min_length=1, max_length=2000, description="Why; kept with the revision.")]

    @model_validator(mode="after")
    def _writes(self) -> Self:
        if not self.set and self.deleted is None:
            raise PydanticCustomError(NOTHING_WRITTEN, "neither a field nor the deletion")
        return self


class WrittenView(BaseModel):
    """The revision that was written, and its record afterwards."""

    revision: str
    heads: list[str]
    conflicts: Annotated[list[str], Field(description="Fields that are open conflicts.")]


class TargetView(BaseModel):
    """A state that follows, and whether the asker may enter it now."""

    state: str
    allowed: bool
    code: Annotated[str | None, Field(description="Why not.")]
    message: Text | None
    note_needed: Annotated[bool, Field(description="It says nothing without a `note`.")]
    four_eyes: Annotated[bool, Field(description="It passes judgement on somebody's work.")]


class WorkflowView(BaseModel):
    """A workflow field, where it stands, and what follows."""

    field: str
    label: Text
    states: Annotated[list[str | None], Field(description="Of its candidates; several are a conflict.")]
    shown: Annotated[str | None, Field(description="Where it is computed: how a flag or a confirmation shows.")]
    basis: Annotated[dict[str, str], Field(description="What the value of a step has to name besides its state.")]
    targets: list[TargetView]


class TransitionsView(BaseModel):
    """Where a record's workflows may be moved."""

    heads: Annotated[list[str], Field(description="The parents of a step.")]
    workflows: list[WorkflowView]


async def _address(
    area: AreaInPath,
    record_type: RecordTypeInPath,
    record: RecordInPath,
) -> Address:
    if REGISTRY.type(record_type) is None:
        raise RecordNotFound
    return Address(area, RecordKey(record_type, record))


@router.post(
    "/{area}/{record_type}/{record}",
    openapi_extra=json_request("edit"),
    responses={
        200: json_answer("edit"),
        **refused_by(
            *_REFUSED,
            Problem.MALFORMED,
            Problem.TOO_LARGE,
            Problem.REJECTED,
            Problem.YEAR_LOCKED,
            Problem.HEADS_MOVED,
            Problem.UNKNOWN_PARENTS,
        ),
    },
)
async def write_record(
    edge: EdgeOf, asker: AskerOf, address: Annotated[Address, Depends(_address)], asked: EditRequest
) -> WrittenView:
    """Write one revision of a record; of a new one under a UUID of the asker's own."""
    written = await edge.run(_write, edge.services, asker, address, asked)
    edge.touched()
    return WrittenView(
        revision=written.revision.id,
        heads=list(written.state.heads),
        conflicts=written.state.conflicts(lambda path: REGISTRY.policy(address.key.type, path) is MergePolicy.REVIEW),
    )


@router.get(
    "/{area}/{record_type}/{record}/transitions",
    responses={200: json_answer("transitions"), **refused_by(*_REFUSED)},
)
async def read_transitions(
    edge: EdgeOf, asker: AskerOf, address: Annotated[Address, Depends(_address)]
) -> TransitionsView:
    """Read which states the asker may move each workflow of a record to, and why not to the others."""
    return await edge.run(_transitions, edge.services, asker, address)


def _write(services: Services, asker: Asker, address: Address, asked: EditRequest) -> Written:
    unknown = [path for path in asked.set if REGISTRY.field(address.key.type, path) is None]
    if unknown:
        raise InvalidRequest([fault(NO_SUCH_FIELD, ("body", "set", path)) for path in unknown[:MOST]])
    edit = Edit(
        address.area,
        address.key,
        asked.set,
        asked.reason,
        asked.deleted,
        asked.parents,
        asked.if_heads,
        asked.visit,
    )
    with services.replica.begin() as (tx, node):
        asker.admit(node.directory, address.area)
        return desk.write(tx, node, asker.caller.id, edit, now=asker.now)


def _transitions(services: Services, asker: Asker, address: Address) -> TransitionsView:
    trial = Trial(asker.caller.id, address.area, address.key, asker.now)
    with services.replica.reading() as (tx, node):
        asker.admit(node.directory, address.area)
        state = tx.state(*address)
        if state is None:
            raise RecordNotFound
        found = workflows(tx, node, trial)
    return TransitionsView(heads=list(state.heads), workflows=[_workflow_view(address.key.type, one) for one in found])


def _workflow_view(record_type: str, workflow: Workflow) -> WorkflowView:
    field = workflow.field
    return WorkflowView(
        field=field.name,
        label=Text(zh=field.label.zh, en=field.label.en),
        states=list(workflow.states),
        shown=workflow.shown,
        basis=dict(workflow.basis),
        targets=[_target_view(record_type, workflow, one) for one in workflow.targets],
    )


def _target_view(record_type: str, workflow: Workflow, target: Target) -> TargetView:
    code = target.objection
    said = None
    if code is not None:
        said = explain(code, REGISTRY.type(record_type), workflow.field, {"state": target.state})
    return TargetView(
        state=target.state,
        allowed=code is None,
        code=code,
        message=Text(zh=said.zh, en=said.en) if said is not None else None,
        note_needed=target.note_needed,
        four_eyes=target.four_eyes,
    )
