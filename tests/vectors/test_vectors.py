"""The implementation, and an independent second one where there is one, against the committed vectors."""

import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest

from schemas import REGISTRY, naming
from sync import canonical, digest, merge, messages, revision, verdict
from sync.errors import Malformed, ProtocolMismatch
from sync.history import ancestors
from sync.judgement import judge
from sync.revision import Revision
from sync.seal import Seal
from sync.verdict import Verdict
from tests.property import reference
from tests.vectors.generate import FILES, FOLDER, written

NAMES: dict[str, Callable[..., str]] = {
    "household_year": naming.household_year_id,
    "member": naming.member_id,
    "member_year": naming.member_year_id,
    "village": naming.village_id,
    "village_year": naming.village_year_id,
    "exit_decision": naming.exit_decision_id,
    "village_exit": naming.village_exit_id,
    "roster_import": naming.roster_import_id,
    "roster_row": naming.roster_row_id,
    "roster_difference": naming.roster_difference_id,
    "flag": naming.flag_id,
    "amendment": naming.amendment_id,
    "verdict": naming.verdict_id,
}


def load(file: str) -> Any:  # noqa: ANN401 -- any JSON value
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))


def cases(file: str, part: str | None = None) -> list[Any]:
    """Return a file's cases as parameters, each named by what it is about."""
    found = load(file) if part is None else load(file)[part]
    about = [next((str(case[key]) for key in ("what", "why", "form") if key in case), "") for case in found]
    return [pytest.param(case, id=f"{number} {about[number]}") for number, case in enumerate(found)]


def data_of(case: dict[str, str]) -> bytes:
    return bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()


def parsed(bodies: Iterable[str]) -> list[Revision]:
    return [revision.parse(body.encode()) for body in bodies]


@pytest.mark.parametrize("file", FILES)
def test_the_files_are_what_the_generator_writes(file: str):
    assert (FOLDER / file).read_text(encoding="utf-8") == written(FILES[file]())


@pytest.mark.parametrize("case", cases("canonical.json", "valid"))
def test_canonical(case: dict[str, Any]):
    assert canonical.encode(case["value"]).decode() == case["text"]
    assert canonical.decode(case["text"].encode()) == case["value"]


@pytest.mark.parametrize("case", cases("canonical.json", "malformed"))
def test_not_canonical(case: dict[str, Any]):
    with pytest.raises(Malformed) as caught:
        canonical.decode(data_of(case))
    assert caught.value.code == case["code"]


@pytest.mark.parametrize("case", cases("revisions.json", "valid"))
def test_revisions(case: dict[str, Any]):
    one = revision.parse(case["text"].encode())
    assert (one.id, one.area, one.type, one.record) == (case["id"], case["area"], case["type"], case["record"])
    assert (list(one.parents), one.time) == (case["parents"], case["time"])


@pytest.mark.parametrize("case", cases("revisions.json", "malformed"))
def test_not_revisions(case: dict[str, Any]):
    with pytest.raises(Malformed) as caught:
        revision.parse(data_of(case))
    assert caught.value.code == case["code"]


@pytest.mark.parametrize("case", cases("names.json"))
def test_names(case: dict[str, Any]):
    assert NAMES[case["what"]](*case["of"]) == case["name"]


@pytest.mark.parametrize("case", cases("digests.json"))
def test_digests(case: dict[str, Any]):
    assert digest.running(case["start"], case["ids"]) == case["after"]
    total = (_number(case["start"]) + sum(map(_number, case["ids"]))) % 2**256
    assert total == _number((case["after"] or [case["start"]])[-1])


def _number(text: str) -> int:
    """Read base32hex digit by digit: 52 of them hold 260 bits, of which the last four are none of the number's."""
    value = 0
    for digit in text:
        value = value * 32 + "0123456789abcdefghijklmnopqrstuv".index(digit)
    return value // 16


@pytest.mark.parametrize("case", cases("merge.json"))
def test_merge(case: dict[str, Any]):
    history = parsed(case["revisions"])
    said: dict[str, list[Verdict]] = {}
    for one in case["verdicts"]:
        said.setdefault(one["revision"], []).append(msgspec.convert(one, Verdict))
    random.Random(1).shuffle(history)
    state = merge.materialise(history, {one: verdict.join(found) for one, found in said.items()})
    assert list(state.heads) == case["heads"]
    assert {f: [[c.time, c.revision, c.value] for c in cs] for f, cs in state.candidates.items()} == case["candidates"]
    assert (state.stray, state.deleted, state.values()) == (case["stray"], case["deleted"], case["shown"])
    assert state.conflicts(lambda _: True) == case["differ"]
    second = reference.materialise(history, said)
    assert (second.heads, second.stray) == (case["heads"], case["stray"])
    assert {field: [list(one) for one in found] for field, found in second.candidates.items()} == case["candidates"]


@pytest.mark.parametrize("case", cases("judgement.json"))
def test_judgement(case: dict[str, Any]):
    (one,), history = parsed([case["revision"]]), parsed(case["history"])
    seen = ancestors(one.parents, {each.id: each for each in history})
    said = judge(REGISTRY, one, lambda: merge.materialise(seen.values(), {}), case["who"], case["arrival"])
    assert (None if said is None else {"void": said.void, "cap": said.cap}) == case["verdict"]
    void, cap = reference.judge(REGISTRY, one, history, {}, who=case["who"], arrival=case["arrival"])
    assert (void, cap) == ((case["verdict"]["void"], case["verdict"]["cap"]) if case["verdict"] else ({}, None))


@pytest.mark.parametrize("case", cases("seals.json"))
def test_seals(case: dict[str, Any]):
    made = msgspec.convert(case["seal"], Seal)
    assert (made.message().decode(), made.id) == (case["message"], case["id"])
    assert made.holds_under(case["public_key"]) == case["holds"]


@pytest.mark.parametrize("case", cases("messages.json", "valid"))
def test_messages(case: dict[str, Any]):
    header = messages.decode_header(case["text"].encode(), getattr(messages, case["form"]))
    assert messages.encode_header(header).decode() == case["text"]


@pytest.mark.parametrize("case", cases("messages.json", "malformed"))
def test_not_messages(case: dict[str, Any]):
    with pytest.raises((Malformed, ProtocolMismatch)) as caught:
        messages.decode_header(case["text"].encode(), getattr(messages, case["form"]))
    assert getattr(caught.value, "code", type(caught.value).__name__) == case["code"]
