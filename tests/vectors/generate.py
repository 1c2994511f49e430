"""Write the vectors: `python -m tests.vectors.generate`. The answers are the implementation's."""

import json
from pathlib import Path
from typing import Any

from tests.vectors.cases import canonical, digests, exchange, judgement, merge, messages, names, revisions, seals

FOLDER = Path(__file__).parent

FILES = {
    "canonical.json": canonical.cases,
    "revisions.json": revisions.cases,
    "names.json": names.cases,
    "digests.json": digests.cases,
    "merge.json": merge.cases,
    "judgement.json": judgement.cases,
    "seals.json": seals.cases,
    "messages.json": messages.cases,
    "exchange.json": exchange.cases,
}


def written(content: Any) -> str:  # noqa: ANN401 -- any JSON value
    """Return a file's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for file, cases in FILES.items():
        (FOLDER / file).write_text(written(cases()), encoding="utf-8")
