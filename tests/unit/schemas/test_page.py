"""docs/records.md is what the registry says."""

from pathlib import Path

import pytest

from schemas import REGISTRY, RecordType
from schemas.codes import CODE_LISTS
from schemas.page import document

PAGE = (Path(__file__).parents[3] / "docs" / "records.md").read_text(encoding="utf-8")


def test_the_committed_page_is_current() -> None:
    assert document() == PAGE, "python -m schemas.page > docs/records.md"


@pytest.mark.parametrize("record_type", REGISTRY.types, ids=lambda one: one.name)
def test_a_type_has_its_table_and_its_machines(record_type: RecordType) -> None:
    section = PAGE.partition(f"\n## {record_type.name}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `") and line.count("|") == 7]
    assert len(rows) == len(record_type.fields)
    assert section.count("stateDiagram-v2") == sum(field.workflow is not None for field in record_type.fields)


def test_every_code_list_is_there() -> None:
    lists = PAGE.partition("\n## Code lists\n")[2]
    for name, codes in CODE_LISTS.items():
        assert f"| `{name}` |" in lists
        assert all(f"`{code}`" in lists for code in codes.codes)
