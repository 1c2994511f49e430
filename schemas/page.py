"""The record types as a page for people, docs/records.md: fields with labels and units, code lists, machines drawn.

Written from the registry, so that it says what is judged by: `python -m schemas.page > docs/records.md`.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from schemas import REGISTRY
from schemas.codes import CODE_LISTS, CodeList
from schemas.fields import Authority, Collection, Field, MergePolicy, RecordType
from schemas.parts import describe_part
from schemas.procedure import Reasoned
from schemas.workflow import StateMachine, Step

_INTRODUCTION: Final = """# Record types
What is recorded, in schema version {version} with code lists of version {codes}. A tablet's app reads the same from the
JSON Schema (`ruhu schema export`); how replicas hold records is in [protocol.md](protocol.md).

This page is written from the registry: `python -m schemas.page > docs/records.md`.

- **must**: the field cannot be cleared. **review**: values written without sight of each other stay a conflict until
  somebody decides; all other fields show the latest. **machine**: only a server writes it. `name/…` is written item by
  item. Beside its unit or code list stands the group of fields that decides who sees a value.
- A record is kept in the stream of the area that it is about: nearly always a village's, whose tablets have it. Where
  it is another's, the type says so.
- Sources are those of the domain specification: S the programme's plan, V a public source, G general knowledge.
"""

_AUTHORITIES: Final = {
    Authority.DEVICE: "any device or server that is enrolled",
    Authority.SERVER_CREATES: "a server for creating it, then any device or server that is enrolled",
    Authority.SERVER: "a server only",
}


def document() -> str:
    """Return the page in Markdown."""
    lines = [_INTRODUCTION.format(version=REGISTRY.version, codes=REGISTRY.codes_version)]
    lines += ["| type | 类型 | what it is |", "| --- | --- | --- |"]
    lines += [f"| [`{one.name}`](#{one.name}) | {one.label.zh} | {one.description} |" for one in REGISTRY.types]
    for record_type in REGISTRY.types:
        lines += _of_type(record_type)
    lines += [
        "",
        "## Code lists",
        "A code keeps its meaning for ever. Codes newer than version 1 name their version.",
        "",
    ]
    lines += ["| list | 名称 | codes |", "| --- | --- | --- |"]
    lines += [_of_code_list(one) for one in CODE_LISTS.values()]
    return "\n".join([*lines, ""])


def _of_type(record_type: RecordType) -> Iterator[str]:
    yield from ("", f"## {record_type.name}", f"{record_type.label.zh} · {record_type.description}", "")
    yield f"- Under the seal of: {_AUTHORITIES[record_type.authority]}."
    if record_type.authority is not Authority.SERVER:
        yield f"- Written by: {_listed(record_type.written_by)}."
        yield f"- Deleted by: {_listed(record_type.deleted_by) or 'nobody'}."
    yield from ("", "| field | 名称 | label | value | | note |", "| --- | --- | --- | --- | --- | --- |")
    for field in record_type.fields:
        yield _of_field(field)
    for field in record_type.fields:
        if field.workflow is not None:
            yield from _of_workflow(field, field.workflow)


def _of_field(field: Field) -> str:
    name = f"{field.name}/…" if isinstance(field, Collection) else field.name
    marks = {"must": field.required, "review": field.merge is MergePolicy.REVIEW, "machine": field.machine}
    notes = (
        field.note,
        f"Also written by: {_listed(field.also_by)}." if field.also_by else "",
        f"[{field.source}]" if field.source else "",
    )
    cells = (
        f"`{name}`",
        field.label.zh,
        field.label.en,
        _value(field),
        ", ".join(mark for mark, holds in marks.items() if holds),
        " ".join(note for note in notes if note),
    )
    return f"| {' | '.join(cells)} |"


def _value(field: Field) -> str:
    """Say what a field's value is: its code list or unit, and the group that decides who sees it."""
    known = [f"`{field.codes.name}`" if field.codes is not None else "", field.unit or "", field.sensitivity.value]
    return ", ".join(one for one in known if one)


def _of_workflow(field: Field, machine: StateMachine) -> Iterator[str]:
    codes = describe_part(field, ["state"]).codes
    if codes is None:
        raise TypeError(f"the states of {field.name} have no code list")
    yield from ("", f"### {field.name}: {field.label.zh}", "```mermaid", "stateDiagram-v2")
    yield from (f"    {code.value}: {code.label.zh} {code.value}" for code in codes)
    yield from _arrows(machine)
    yield from ("```", "", "| from | to | by | other eyes |", "| --- | --- | --- | --- |")
    for step in machine.steps:
        yield f"| {_states(step.sources)} | {_states(step.targets)} | {', '.join(step.by)} | {_eyes(step)} |"
    metadata = getattr(field.type, "__metadata__", ())
    reasoned = [state for one in metadata if isinstance(one, Reasoned) for state in one.states]
    if reasoned:
        yield from ("", f"With its reason, `note`: {_states(reasoned)}.")


def _arrows(machine: StateMachine) -> Iterator[str]:
    """Draw each pair of states once, in the order of the steps, and where the record may rest."""
    pairs = dict.fromkeys((source, to) for step in machine.steps for source in step.sources for to in step.targets)
    yield from (f"    {source or '[*]'} --> {to}" for source, to in pairs if source != to)
    left = {source for source, _ in pairs}
    yield from (f"    {to} --> [*]" for to in dict.fromkeys(to for _, to in pairs) if to not in left)


def _eyes(step: Step) -> str:
    return "yes" if step.four_eyes else ""


def _states(states: Sequence[str | None]) -> str:
    return ", ".join("none" if state is None else f"`{state}`" for state in states)


def _of_code_list(code_list: CodeList) -> str:
    codes = [
        f"`{code.value}` {code.label.zh} {code.label.en}{f' (since {code.since})' if code.since > 1 else ''}"
        for code in code_list
    ]
    return f"| `{code_list.name}` | {code_list.label.zh} | {' · '.join(codes)} |"


def _listed(names: frozenset[str] | Sequence[str]) -> str:
    return ", ".join(sorted(names))


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 -- the page is what this module is run for
