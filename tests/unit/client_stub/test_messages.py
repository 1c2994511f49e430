"""The catalogue speaks both languages, and has a sentence for everything that can be said."""

import string

import pytest

from client_stub import errors
from client_stub.fleet.report import FleetReport, Tally
from client_stub.messages import ERRORS, FLEET_COUNTS, NOTES, STATUSES, Say, Title, describe_note
from client_stub.store.local import Note
from schemas import Label
from sync import errors as sync_errors
from sync.outcome import Status

LABELS = [*(one.label for one in Say), *(one.label for one in Title), *NOTES.values(), *STATUSES.values()]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("label", LABELS)
def test_both_languages_say_the_same_names(label: Label):
    assert label.zh
    assert label.en
    assert names(label.zh) == names(label.en)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in label.zh)


@pytest.mark.parametrize("module", [errors, sync_errors])
def test_every_error_has_a_sentence(module: object):
    said_by_server = {errors.ServerRefused, errors.InvalidEdit, errors.TabletError}
    for error in vars(module).values():
        if isinstance(error, type) and issubclass(error, Exception) and error not in said_by_server:
            assert any(kind in ERRORS for kind in error.__mro__), error


def test_every_status_has_a_label():
    assert STATUSES.keys() == set(Status)


def test_every_count_of_a_fleet_has_a_label():
    counted = set(Tally.__dataclass_fields__) | set(FleetReport.__dataclass_fields__)
    assert counted - {"tally", "held", "total", "complete", "equal"} == FLEET_COUNTS.keys()


def test_a_note_of_a_newer_version_shows_its_code():
    assert describe_note(Note(0, "later", {"a": "b"})) == Label("later", "later")
    assert describe_note(Note(0, "set_aside", {"count": "2"})).zh.startswith("2 ")
