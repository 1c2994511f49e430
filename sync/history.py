"""The history of one record: who had seen what. Causality is in the parents; no clock has a say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sync.revision import Revision, RevisionId


def parents_first(revisions: Iterable[Revision]) -> list[Revision]:
    """Return each of the revisions once, after those of its parents that are among them.

    Where the parents leave it open, the given order is kept. On a cycle, which only forged stubs could form, no order
    is right, and any will do.
    """
    waiting = {revision.id: revision for revision in revisions}
    ordered: list[Revision] = []
    opened: set[RevisionId] = set()
    for start in list(waiting):
        stack: list[tuple[RevisionId, bool]] = [(start, False)]
        while stack:
            one, parents_done = stack.pop()
            if parents_done:
                ordered.append(waiting.pop(one))
            elif one in waiting and one not in opened:
                opened.add(one)
                stack.append((one, True))
                stack.extend((parent, False) for parent in reversed(waiting[one].parents) if parent in waiting)
    return ordered


def ancestors(of: Iterable[RevisionId], revisions: Mapping[RevisionId, Revision]) -> dict[RevisionId, Revision]:
    """Return the named revisions and everything before them, as far as `revisions` holds it."""
    found: dict[RevisionId, Revision] = {}
    stack = list(of)
    while stack:
        one = stack.pop()
        if one not in found and one in revisions:
            found[one] = revisions[one]
            stack.extend(revisions[one].parents)
    return found


class Causality:
    """Which of a record's revisions had seen which, as one bit set a revision."""

    def __init__(self, revisions: Sequence[Revision]) -> None:
        """Take a record's revisions, parents first."""
        self._bit = {revision.id: 1 << place for place, revision in enumerate(revisions)}
        self._seen: dict[RevisionId, int] = {}
        for revision in revisions:
            seen = 0
            for parent in revision.parents:
                if parent in self._bit:
                    seen |= self._bit[parent] | self._seen[parent]
            self._seen[revision.id] = seen

    def unseen(self, writers: Sequence[RevisionId]) -> Iterator[RevisionId]:
        """Yield those of the writers that no other of them had seen."""
        seen = 0
        for writer in writers:
            seen |= self._seen[writer]
        return (writer for writer in writers if not seen & self._bit[writer])

    def strangers(self, to: Iterable[RevisionId]) -> set[RevisionId]:
        """Return the revisions that are neither equal to, nor ancestor nor descendant of any of these."""
        bits = past = 0
        for one in to:
            bits |= self._bit[one]
            past |= self._bit[one] | self._seen[one]
        return {one for one, bit in self._bit.items() if not bit & past and not self._seen[one] & bits}
