"""Histories of one record as Hypothesis draws them: branches, several roots, deletions, ties in time, verdicts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sync import verdict
from sync.revision import Revision
from sync.verdict import Verdict
from tests.replicas import NOW, VILLAGE, revise

FIELDS = ("household_no", "hamlet", "photos/a", "unknown_field")
VALUES = (None, 0, 1, "1", "甲", [1], {"a": 1})


class History(NamedTuple):
    """A record's revisions, parents first, and the verdicts on them."""

    revisions: list[Revision]
    verdicts: list[Verdict]

    def by_revision(self) -> dict[str, list[Verdict]]:
        found: dict[str, list[Verdict]] = {}
        for one in self.verdicts:
            found.setdefault(one.revision, []).append(one)
        return found

    def written(self) -> list[Revision]:
        """Return the verdicts as the revisions that they travel as."""
        return [
            verdict.write(one, area=VILLAGE, schema=1, codes=1, time=NOW + number, by="township")
            for number, one in enumerate(self.verdicts)
        ]


@st.composite
def histories(draw: DrawFn, largest: int = 7) -> History:
    """Draw a history of at most so many revisions."""
    revisions: list[Revision] = []
    for _ in range(draw(st.integers(1, largest))):
        one = draw(edits(revisions))
        if one.id not in {other.id for other in revisions}:
            revisions.append(one)
    verdicts = draw(st.lists(st.sampled_from(revisions).flatmap(verdicts_on), max_size=3))
    return History(revisions, verdicts)


@st.composite
def edits(draw: DrawFn, before: Sequence[Revision]) -> Revision:
    """Draw an edit on any of the revisions before it, on the heads as often as not."""
    named = {parent for one in before for parent in one.parents}
    heads = [one for one in before if one.id not in named]
    any_of_them = st.lists(st.sampled_from(before), max_size=3, unique_by=lambda one: one.id) if before else st.just([])
    return revise(
        draw(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES), max_size=3)),
        draw(st.just(heads) | any_of_them),
        time=NOW + draw(st.integers(0, 2)),
        deleted=draw(st.sampled_from((None, None, True, False))),
        actor=draw(st.sampled_from(("anna", "bob"))),
    )


def verdicts_on(judged: Revision) -> st.SearchStrategy[Verdict]:
    """Draw a verdict on this revision."""
    fields = st.sampled_from((*FIELDS, "@deleted"))
    codes: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
        fields, st.sampled_from(("wrong_type", "role")), max_size=2
    )
    return st.builds(
        Verdict,
        st.just(judged.id),
        codes,
        st.none() | st.integers(NOW - 1, NOW + 2),
        st.sampled_from((False, False, False, True)),
    )
