"""docs/protocol.md says what is so: its examples are from the vectors, and it names every reason, code and cap."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from schemas import REGISTRY, errors, naming
from sync import limits, messages
from sync.outcome import Outcome, Reason, Status
from sync.seal import Seal
from tests.vectors.generate import FILES, FOLDER

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
EXCHANGE = [
    line
    for step in json.loads((FOLDER / "exchange.json").read_text(encoding="utf-8"))
    for line in (*step["request"], *step["answer"])
]


def examples() -> list[str]:
    """Return the lines of bodies that the page shows: those broken for reading are put together again."""
    lines: list[str] = []
    fence = ""
    for line in PAGE.splitlines():
        if line.startswith("```"):
            fence = "" if fence else line
        elif fence == "```" and line.startswith(" ") and lines:
            lines[-1] += line.strip()
        elif fence == "```" and line.startswith(('{"', '"0')):
            lines.append(line)
    return lines


@pytest.mark.parametrize("line", examples(), ids=lambda line: line[:40])
def test_its_examples_are_lines_of_the_exchange(line: str):
    pattern = ".*".join(re.escape(part) for part in line.split("…"))
    assert any(re.fullmatch(pattern, each) for each in EXCHANGE)


def test_there_are_examples_of_every_body():
    assert len(examples()) >= 9


@pytest.mark.parametrize("word", [*Reason, *Status, *FILES], ids=str)
def test_it_names_every_reason_status_and_file(word: str):
    assert f"`{word}`" in PAGE


def test_it_names_every_error_code_that_a_verdict_may_give():
    codes = {value for name, value in vars(errors).items() if name.isupper() and isinstance(value, str)}
    assert {code for code in codes if f"`{code}`" not in PAGE} == set()


@pytest.mark.parametrize(
    "form",
    [Seal, Outcome, messages.PushAnswer, messages.PullHeader, messages.Page, messages.FieldConflict],
    ids=lambda form: form.__name__,
)
def test_it_names_every_key(form: type[msgspec.Struct]):
    common = {"protocol", "server", "server_time"}
    names = {field.encode_name for field in msgspec.structs.fields(form)} - common
    assert {name for name in names if f"`{name}`" not in PAGE and f'"{name}"' not in PAGE} == set()


def test_it_gives_the_caps_as_they_are():
    def kib(size: int) -> str:
        return f"{size // 1024} KiB" if size < 1024 * 1024 else f"{size // 1024 // 1024} MiB"

    table = PAGE.partition("## 19. Caps\n")[2].partition("\n\n")[0]
    assert [row.strip("|").split("|")[1].strip() for row in table.splitlines()[2:]] == [
        kib(limits.MAX_REVISION_BYTES),
        f"{limits.MAX_DEPTH}",
        f"{limits.MAX_PARENTS}",
        f"{limits.MAX_HISTORY:,}",
        kib(limits.MAX_HEADER_BYTES),
        f"{limits.MAX_SEAL_IDS:,}; {limits.MAX_SEALS:,}",
        f"{limits.MAX_BATCH_REVISIONS:,}; {kib(limits.MAX_BATCH_BYTES)}",
        f"{limits.PAGE_ROWS:,}; {kib(limits.PAGE_BYTES)}; {kib(limits.PAGE_SEAL_BYTES)}",
        f"{limits.MAX_WANTED:,}",
        f"{limits.CLOCK_AHEAD_MS:,} ms",
    ]
    assert f"cut after\n{kib(limits.TOLD_BYTES)} each" in PAGE


def test_it_gives_the_namespace_of_names():
    assert str(naming.NAMESPACE) in PAGE


def test_its_table_of_the_workflow_is_the_one_that_is_judged_by():
    machine = REGISTRY.workflow("flag", "decision")
    assert machine is not None
    table = PAGE.partition("| from | to | by |")[2].partition("\n\n")[0]
    states = {target for _, _, target in machine.transitions}
    told: set[tuple[str, str | None, str]] = set()
    for row in table.splitlines()[2:]:
        sources, targets, roles = (cell.strip() for cell in row.strip("|").split("|"))
        starts = {None, *states} if sources == "none, or any" else set(re.findall(r"`(\w+)`", sources))
        for target in re.findall(r"`(\w+)`", targets):
            told |= {(role.strip(), start, target) for role in roles.split(",") for start in starts}
    assert told == machine.transitions
