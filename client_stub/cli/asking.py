"""Asking for one field after another, each answer checked before the next question."""

import typer

from client_stub.cli import paper
from client_stub.cli.form import Form, Place
from client_stub.cli.tables import both, console, problem_list, say
from client_stub.errors import InvalidField, NotFound
from client_stub.messages import ERRORS, Say
from schemas import REGISTRY, Label


def ask(form: Form) -> None:
    """Ask until nothing more is to be filled in; what is wrong is explained, and asked again."""
    while address := _prompt(Say.ASK_FIELD.label):
        try:
            place = form.place(address)
        except NotFound as error:
            say(ERRORS[type(error)].problem, "red")
            console.print(", ".join(error.candidates), markup=False)
            continue
        _introduce(place)
        form.fill(address, _prompt(Say.ASK_VALUE.label))
        while wrong := _wrong(form, place):
            console.print(problem_list(wrong))
            form.fill(address, _prompt(Say.ASK_VALUE.label))


def _introduce(place: Place) -> None:
    field = place.field
    unit = paper.paper_unit(field).name
    zh, en = (f"（{unit.zh}）", f" ({unit.en})") if unit.zh else ("", "")
    say(Label(f"{field.label.zh}{zh}", f"{field.label.en}{en}"), "bold")
    if place.value is not None:
        say(Say.NOW_IS.about(value=paper.show(place.value, field)))
    if field.codes is not None:
        zh = "、".join(f"{code.value} {code.label.zh}" for code in field.codes)
        en = ", ".join(f"{code.value} {code.label.en}" for code in field.codes)
        say(Say.CODES.about(codes=Label(zh, en)))


def _wrong(form: Form, place: Place) -> list[InvalidField]:
    key, value = place.entry.key, form.filled(place)
    errors = REGISTRY.errors(key.type, {place.path: value})
    return [InvalidField(key, path, value, error) for path, error in errors.items()]


def _prompt(label: Label) -> str:
    return typer.prompt(both(label).plain, default="", show_default=False)
