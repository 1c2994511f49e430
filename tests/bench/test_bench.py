"""The benchmark still runs: a few rows through every operation, against the real server process."""

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import main

OPERATIONS = {("household", 30), ("create", 30), ("income", 30), ("fields", 30), ("create", 1), ("pull", 1000)}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_operation_is_measured(engine: str, tmp_path: Path):
    report = tmp_path / "figures.json"
    main(["--engine", engine, "--rows", "30", "--clients", "2", "--seconds", "20", "--json", str(report)])
    figures = json.loads(report.read_text(encoding="utf-8"))["figures"]
    assert {(one["operation"], one["per_request"]) for one in figures} == OPERATIONS
    assert {one["gzip"] for one in figures} == {True, False}
    assert all(one["per_second"] > 0 and one["of_raw"] > 0 and one["revisions"] >= 30 for one in figures)
