"""How the command line shows what the tablet holds."""

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from client_stub.cli import paper
from client_stub.cli.blocks import items_of
from client_stub.conflicts import Conflict
from client_stub.errors import InvalidField
from client_stub.facts import Person
from client_stub.households import Entry, Household
from client_stub.mending import AMENDMENT, Requested, SetAside, VoidField
from client_stub.messages import Say, Title, describe_note
from client_stub.tablet import Report
from schemas import REGISTRY, Label
from schemas.errors import WRONG_TYPE, FieldError
from schemas.messages import describe
from sync.canonical import Json
from sync.explanations import EXPLANATIONS
from sync.revision import DELETED, RecordKey

console = Console()


def both(label: Label, style: str = "") -> Text:
    """Return a label in Chinese, with the English dimmed beside it."""
    return Text.assemble((label.zh, style), "  ", (label.en, "dim"))


def say(label: Label, style: str = "") -> None:
    """Print a label."""
    console.print(both(label, style))


def field_label(kind: str, path: str) -> Label:
    """Return the label of a field: with the item's name in a collection, the path itself where it is unknown."""
    if path == DELETED:
        return Label("删除", "deletion")
    field = REGISTRY.field(kind, path)
    if field is None:
        return Label(path, path)
    _, slash, item = path.partition("/")
    return Label(f"{field.label.zh}{slash}{item}", f"{field.label.en}{slash}{item}")


def type_label(kind: str) -> Label:
    """Return the label of a record type."""
    known = REGISTRY.type(kind)
    return known.label if known is not None else Label(kind, kind)


def household_list(households: Iterable[Household], names: dict[str, str]) -> Table:
    """Show households, one a row."""
    columns = (Title.NUMBER, Title.HEAD, Title.VILLAGE, Title.MEMBERS, Title.POVERTY, Title.PER_CAPITA, Title.OPEN)
    table = _table(columns)
    for one in households:
        status = one.record.values.get("poverty_status")
        table.add_row(
            one.number or one.id[:13],
            one.head,
            names.get(one.area, one.area),
            str(sum(member.values.get("in_household") is not False for member in one.members)),
            paper.show(status, REGISTRY.field("household", "poverty_status")).zh,
            _per_capita(one),
            "、".join(_open(one)),
        )
    return table


def household_sheet(household: Household) -> Group:
    """Show a household with all that belongs to it; members are numbered as the form addresses them."""
    parts: list[RenderableType] = [_sheet(type_label("household"), household.record)]
    for year, entry in sorted(household.years.items()):
        parts.append(_sheet(_titled(type_label("household_year"), str(year)), entry))
    for number, member in enumerate(household.members, 1):
        parts.append(_sheet(_titled(type_label("member"), f"{number}."), member))
        for (whose, year), entry in sorted(household.member_years.items()):
            if whose == member.key.record:
                parts.append(_sheet(_titled(type_label("member_year"), f"{number}. {year}"), entry))
    parts.extend(_sheet(type_label("visit"), one) for one in household.visits)
    parts.extend(_sheet(type_label("flag"), one) for one in household.flags)
    return Group(*parts)


def record_names(households: Iterable[Household]) -> dict[RecordKey, str]:
    """Return by what people know a record: the household that it belongs to."""
    return {entry.key: f"{one.number} {one.head}" for one in households for entry in one.entries()}


def conflict_list(conflicts: Iterable[Conflict], names: Mapping[RecordKey, str]) -> Table:
    """Show open conflicts, numbered, with their sides as `resolve` takes them."""
    table = Table("#", *map(_head, (Title.RECORD, Title.FIELD, Title.VALUE, Title.WHO, Title.WHEN, Title.SHOWN)))
    for number, one in enumerate(conflicts, 1):
        field = REGISTRY.field(one.key.type, one.field)
        for place, side in enumerate(one.sides, 1):
            first = place == 1
            table.add_row(
                f"{number}.{place}",
                _record_name(one.key, names) if first else "",
                field_label(one.key.type, one.field).zh if first else "",
                paper.show(side.value, field).zh,
                side.actor,
                paper.show_time(side.time),
                "●" if place == len(one.sides) else "",
            )
        table.add_section()
    return table


def mending_list(
    void_fields: Iterable[VoidField], set_aside: Iterable[SetAside], names: Mapping[RecordKey, str]
) -> Table:
    """Show what is to mend: void fields as v1 and on, what was set aside as a1 and on."""
    table = Table("#", *map(_head, (Title.RECORD, Title.FIELD, Title.VALUE, Title.WHY)))
    for number, one in enumerate(void_fields, 1):
        field = REGISTRY.field(one.written.type, one.field)
        table.add_row(
            f"v{number}",
            _record_name(one.written.key, names),
            both(field_label(one.written.type, one.field)),
            paper.show(one.value, field).zh,
            both(describe(FieldError(one.code), None)),
        )
    for number, one in enumerate(set_aside, 1):
        said = EXPLANATIONS[one.reason]
        fields = sorted({field for revision in one.revisions for field in revision.set})
        table.add_row(
            f"a{number}",
            _record_name(one.key, names),
            "、".join(field_label(one.key.type, field).zh for field in fields),
            "",
            both(Label(f"{said.problem.zh}。{said.remedy.zh}。", f"{said.problem.en}. {said.remedy.en}.")),
        )
    return table


def request_list(requested: Iterable[Requested], names: Mapping[RecordKey, str]) -> Table:
    """Show what became of requests to amend locked years."""
    table = _table((Title.RECORD, Title.FIELD, Title.VALUE, Title.REQUEST))
    block = REGISTRY.field(AMENDMENT, "request")
    states = items_of(block)["state"] if block is not None else None
    for one in requested:
        void = one.void
        kind = void.written.type
        state = paper.show(one.request.get("state"), states)
        table.add_row(
            _record_name(void.written.key, names),
            both(field_label(kind, void.field)),
            paper.show(void.value, REGISTRY.field(kind, void.field)).zh,
            f"{state.zh} {one.request.get('note') or ''}".rstrip(),
        )
    return table


def problem_list(problems: Iterable[InvalidField]) -> Group:
    """Show what is wrong with an edit, field by field, with the remedy."""
    return Group(*(both(_problem(one), "red") for one in problems))


def status_table(report: Report) -> Group:
    """Show how the tablet stands, and what happened to it lately."""
    table = Table(show_header=False)
    contact = report.contact
    rows: list[tuple[Title, str]] = [
        (Title.TABLET, report.enrolment.device),
        *((Title.USER, _person(one, at_work=one == report.person)) for one in report.remit.people),
        (Title.SERVER, report.enrolment.server_url),
        (Title.CLOCK, f"{paper.show_time(report.now)} ({report.clock_offset / 1000:+.0f} s)"),
        (Title.UNSENT, str(report.unsent)),
        (Title.DELIVERED, str(report.delivered)),
        (Title.CONFLICTS, str(report.conflicts)),
        (Title.VOID, str(report.void_fields)),
        (Title.ASIDE, str(report.set_aside)),
        (Title.CONTACT, paper.show_time(contact.time) if contact is not None else Say.NEVER_SYNCED.label.zh),
    ]
    for title, value in rows:
        table.add_row(both(title.label), value)
    areas = _table((Title.AREA, Title.TAKEN_IN))
    for area, cursor in report.cursors.items():
        areas.add_row(f"{area} {report.remit.names.get(area, '')}", str(cursor.number))
    notes = [Text.assemble(paper.show_time(one.time), "  ", both(describe_note(one))) for one in report.notes]
    return Group(table, areas, *notes)


def _problem(problem: InvalidField) -> Label:
    field = REGISTRY.field(problem.key.type, problem.field)
    item = items_of(field).get(problem.error.params.get("at", "")) if field is not None else None
    wanted = item or field
    if problem.error.code != WRONG_TYPE or wanted is None or wanted.unit is None:
        return describe(problem.error, field)
    unit = paper.paper_unit(wanted)
    digits = (Say.WHOLE if unit.size == 1 else Say.DECIMALS).label
    said = Label(f"{unit.name.zh}，{digits.zh}", f"{unit.name.en}, {digits.en}") if unit.name.zh else digits
    return Say.NUMBER_WANTED.about(field=wanted.label, unit=said)


def _person(person: Person, *, at_work: bool) -> str:
    """Return somebody as the status shows them, marked where it is they who work now."""
    return f"{person.shown} ({person.role}){' ●' if at_work else ''}"


def _sheet(title: Label, entry: Entry) -> Table:
    table = Table(title=both(title, "bold"), title_justify="left", show_header=False)
    contested = entry.conflicts
    for path, value in sorted(entry.values.items(), key=lambda pair: _order(entry.key.type, pair[0])):
        if value is None:
            continue
        mark = Text(f" {Title.CONFLICT_MARK.label.zh}", "red") if path in contested else Text()
        for label, shown in _lines(entry.key.type, path, value):
            table.add_row(Text(path, "dim"), both(label), Text.assemble(shown, mark))
    return table


def _lines(kind: str, path: str, value: Json) -> Iterator[tuple[Label, str]]:
    """Yield (label, shown value) of a field: one line, or one for each item of a block."""
    field = REGISTRY.field(kind, path)
    items = items_of(field) if field is not None else {}
    if not items or not isinstance(value, dict):
        shown = paper.show(value, field)
        yield field_label(kind, path), shown.zh if shown.zh == shown.en else f"{shown.zh}  {shown.en}"
        return
    for name, item in items.items():
        if name in value:
            yield item.label, paper.show(value[name], item).zh


def _order(kind: str, path: str) -> int:
    """Return where the form has a field; at the end what it does not know."""
    known = REGISTRY.type(kind)
    names = [field.name for field in known.fields] if known is not None else []
    name = path.partition("/")[0]
    return names.index(name) if name in names else len(names)


def _per_capita(household: Household) -> str:
    if not household.years:
        return ""
    entry = household.years[max(household.years)]
    per_capita = entry.block("income").get("net_income_per_capita")
    field = REGISTRY.field(entry.key.type, "income")
    return paper.show(per_capita, items_of(field)["net_income_per_capita"] if field is not None else None).zh


def _open(household: Household) -> Iterator[str]:
    if household.closed:
        yield Title.CLOSED_MARK.label.zh
    if any(entry.conflicts for entry in household.entries()):
        yield Title.CONFLICT_MARK.label.zh
    if any(flag.block("finding").get("present") for flag in household.flags):
        yield Title.FLAG_MARK.label.zh


def _record_name(key: RecordKey, names: Mapping[RecordKey, str]) -> str:
    return f"{type_label(key.type).zh} {names.get(key, key.record)}"


def _titled(label: Label, name: str) -> Label:
    return Label(f"{label.zh} {name}", f"{label.en} {name}")


def _table(columns: Iterable[Title]) -> Table:
    return Table(*map(_head, columns))


def _head(title: Title) -> str:
    return f"{title.label.zh}\n[dim]{title.label.en}[/]"
