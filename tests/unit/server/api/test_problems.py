"""The catalogue of problems is complete: each error has an answer, each problem an error, each text two languages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.api.errors import EdgeError, NothingReadable
from server.api.problems import Problem, document
from server.api.refusals import ANSWERS, answering, refuse
from server.identity.errors import AssertionOutOfTime, IdentityError, TooManyAttempts
from sync.authoring import Draft, Rejected
from sync.errors import SyncError, TooLarge
from sync.explanations import EXPLANATIONS
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey

DOCS = Path(__file__).parents[4] / "docs"

OF_THE_ROUTER = {Problem.NOT_FOUND, Problem.METHOD_NOT_ALLOWED}
"""Problems that no error of ours stands for."""


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    """The errors that a server can meet: those of a tablet may be loaded beside them."""
    yield kind
    for one in kind.__subclasses__():
        if not one.__module__.startswith("client_stub"):
            yield from below(one)


@pytest.mark.parametrize("root", [SyncError, IdentityError, EdgeError])
def test_every_error_has_an_answer_of_its_own(root: type[Exception]):
    assert set(below(root)) <= ANSWERS.keys()


def test_every_problem_is_the_answer_to_some_error():
    assert {one.problem for one in ANSWERS.values()} | OF_THE_ROUTER == set(Problem)


def test_every_problem_and_every_reason_is_said_in_both_languages():
    labels = [label for one in Problem for label in (one.title, one.remedy)]
    labels += [label for one in EXPLANATIONS.values() for label in (one.problem, one.remedy)]
    assert EXPLANATIONS.keys() == set(Reason)
    for label in labels:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in label.zh)
        assert label.en.isascii()
        assert label.en


def test_the_page_is_that_of_the_catalogue():
    assert (DOCS / "problems.md").read_text(encoding="utf-8") == document()


def test_an_unknown_error_tells_nothing_about_itself():
    assert answering(ZeroDivisionError("secret")) == (Problem.INTERNAL, {})


def body_of(error: Exception) -> dict[str, object]:
    problem, facts = answering(error)
    return json.loads(bytes(refuse(problem, str(error), facts).body))


def test_a_problem_says_what_happened_and_what_to_do():
    assert body_of(TooLarge("lines", 2000)) == {
        "type": "urn:ruhu:problem:too_large",
        "code": "too_large",
        "status": 413,
        "title": "请求超过上限",
        "title_en": "the request exceeds a cap",
        "remedy": "请分批发送",
        "remedy_en": "Send it in smaller parts",
        "detail": "lines: more than 2000",
        "cap": "lines",
        "limit": 2000,
    }


def test_errors_tell_what_they_know():
    draft = Draft("4108", RecordKey("household", "x"), {"phone": "1"}, "desk_edit")
    assert body_of(Rejected(draft, {"phone": "bad_format"}))["fields"] == {
        "phone": {
            "code": "bad_format",
            "zh": "联系电话：格式不对。请核对后重新填写。",
            "en": "phone: not in the expected format. Check it and enter it again.",
        }
    }
    line = Outcome("", Status.REFUSED, reason=Reason.MALFORMED, detail="not_json: …", line=3)
    (told,) = body_of(NothingReadable([line]))["lines"]
    assert (told["line"], told["reason"], told["detail"]) == (3, "malformed", "not_json: …")
    assert body_of(AssertionOutOfTime(7))["server_time"] == 7
    assert answering(TooManyAttempts(60))[1] == {"retry_after": 60}
