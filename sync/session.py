"""A replica's session with its upstream: pull, push, heal, until both sides hold the same, proven by digest.

A tablet and a relaying server run the same session. Every step may be cut at any byte and repeated: a cursor moves only
in the transaction that took in what it passes, a pushed revision counts as delivered only when its id has come back in
a pull, and an id that is not here is fetched before the cursor passes it. The local store, the line to the peer, the
clock and the key are passed in.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sync import aside, digest, messages, revision
from sync.errors import IntegrityBroken
from sync.intake import Node, take_in
from sync.limits import MAX_BATCH_BYTES, MAX_HEADER_BYTES
from sync.messages import PROTOCOL, IdsHeader, IdsRequest, Page, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.outcome import Outcome, Status
from sync.receipt import Receipt, receipt_of
from sync.revision import Revision, RevisionId
from sync.seal import Seal, Signer, seal
from sync.storage import START, Cut, PeerTransaction, Row

BATCH_ROWS = 500
"""Revisions in one push. A line that breaks costs this many at most."""

FETCH_IDS = 500
"""Revisions that are asked for by their ids in one request."""

_IN_STREAM = (Status.ACCEPTED, Status.VOID)


class Peer(Protocol):
    """The line to the upstream. Each call raises `LineBroken` where nobody knows whether it arrived."""

    def push(self, header: PushHeader, lines: Sequence[bytes]) -> tuple[PushAnswer, list[bytes]]:
        """Push a batch; return the answer and the lines of the verdicts made."""
        ...

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        """Return the next page."""
        ...

    def ids(self, request: IdsRequest) -> tuple[IdsHeader, list[bytes]]:
        """Return an area's ids, or the revisions asked for."""
        ...


class Session:
    """One session of a replica with one peer. Methods may be called in any order and again after any error.

    Attributes:
        offset: what to add to the local clock to have the peer's (ms), once it has answered.
        scope: the area prefixes that the peer lets this replica read, once it has answered.
        revoked: areas that are held here but not in scope any more, with what is secured of them upstream.
        outcomes: the last outcome of each revision that was pushed in this session.
    """

    def __init__(
        self,
        begin: Callable[[], AbstractContextManager[PeerTransaction]],
        node: Node,
        signer: Signer,
        *,
        peer: Peer,
        peer_id: str,
        clock: Callable[[], int],
    ) -> None:
        """Take the local store, what to decide by, the own key, the line, and a clock (unix ms)."""
        self._begin = begin
        self._node = node
        self._signer = signer
        self._peer = peer
        self._peer_id = peer_id
        self._clock = clock
        self.offset: int | None = None
        self.scope: tuple[str, ...] | None = None
        self.revoked: dict[str, int] = {}
        self.outcomes: dict[RevisionId, Outcome] = {}

    def run(self) -> list[Receipt]:
        """Pull, push what the peer lacks, and pull again until that has come back; return a receipt for each area.

        Revoked areas are released, but not by a server: others have cursors in its streams.
        """
        self.pull()
        if self.push():
            self.pull()
        if self._node.signer is None:
            self.release()
        return self.receipts()

    # ---------------------------------------------------------------------------------------------------- pulling

    def pull(self) -> int:
        """Take in all that the peer has after the cursors, healing diverged areas; return how many rows came.

        Raises:
            LineBroken: the line was cut; what came before is taken in.
            IntegrityBroken: the peer's rows, numbers, digest or seals contradict each other.
        """
        came = 0
        while True:
            with self._begin() as tx:
                cursors = {area: tx.cursor(self._peer_id, area) for area in tx.areas()}
            sent = self._clock()
            asked = {area: (cut.number, cut.digest) for area, cut in cursors.items()}
            header, lines = self._peer.pull(PullRequest(PROTOCOL, asked))
            self._learn(header, sent)
            self._take_pages(header, lines, cursors)
            for area in header.diverged:
                if area in header.revoked:
                    self._offer_again(area)
                else:
                    self.heal(area)
            came += len(lines)
            if not header.remains and not header.diverged:
                return came
            if not lines and not header.diverged:
                raise IntegrityBroken("the peer says that rows remain, and sends none")

    def heal(self, area: str) -> None:
        """Fetch what the peer's listing of an area has and this replica lacks; what the peer lacks is pushed again."""
        header, lines = self._peer.ids(IdsRequest(PROTOCOL, area))
        listed = [self._id(line) for line in lines[: header.number]]
        if len(listed) != header.number or digest.add(digest.EMPTY, listed) != header.digest:
            raise IntegrityBroken(f"the listing of {area} does not add up to its digest")
        with self._begin() as tx:
            held = {row for part in tx.holdings(self._peer_id, area) for row in part}
        lacking = [one for one in listed if one not in held]
        for start in range(0, len(lacking), FETCH_IDS):
            fetched, seals = self._fetch(area, lacking[start : start + FETCH_IDS])
            said, more = self._redactions(area, fetched)
            with self._begin() as tx:
                self._take(tx, [*said, *fetched], [*seals, *more])
        with self._begin() as tx:
            tx.lock([area])
            tx.reset_held(self._peer_id, area)
            tx.mark_held(self._peer_id, area, listed)
            tx.save_cursor(self._peer_id, area, Cut(header.number, header.digest))

    def _offer_again(self, area: str) -> None:
        """Forget what the peer was known to hold of an area that has diverged and can not be listed any more."""
        with self._begin() as tx:
            tx.lock([area])
            tx.reset_held(self._peer_id, area)
            tx.save_cursor(self._peer_id, area, START)

    def _take_pages(self, header: PullHeader, lines: Sequence[bytes], cursors: dict[str, Cut]) -> None:
        read = [messages.decode_line(line) for line in lines]
        if sum(page.number - page.after for page in header.pages) != len(read):
            raise IntegrityBroken("the pages' numbers do not count the rows")
        runs: dict[str, list[Revision | RevisionId]] = {}
        at = 0
        for page in header.pages:
            runs[page.area] = read[at : at + page.number - page.after]
            at += page.number - page.after
            self._check(page, runs[page.area], cursors.get(page.area, Cut()))
        revisions, seals = self._with_own(runs)
        with self._begin() as tx:
            tx.lock([page.area for page in header.pages])
            self._take(tx, revisions, [*header.seals, *seals])
            for page in header.pages:
                tx.mark_held(self._peer_id, page.area, [_id_of(one) for one in runs[page.area]])
                tx.save_cursor(self._peer_id, page.area, Cut(page.number, page.digest))

    def _check(self, page: Page, run: Sequence[Revision | RevisionId], cursor: Cut) -> None:
        if page.after != cursor.number or digest.add(cursor.digest, map(_id_of, run)) != page.digest:
            raise IntegrityBroken(f"the page of {page.area} does not add up to its digest")
        if any(isinstance(one, Revision) and one.area != page.area for one in run):
            raise IntegrityBroken(f"the page of {page.area} has a row of another area")

    def _with_own(self, runs: dict[str, list[Revision | RevisionId]]) -> tuple[list[Revision], list[Seal]]:
        """Put revisions in place of bare ids: from the local stream, or, where that has lost them, from the peer."""
        revisions: list[Revision] = []
        seals: list[Seal] = []
        for area, run in runs.items():
            bare = [one for one in run if isinstance(one, str)]
            with self._begin() as tx:
                own = {row.id: revision.parse(row.body) for row in tx.rows(area, bare)} if bare else {}
            lacking = [one for one in bare if one not in own]
            for start in range(0, len(lacking), FETCH_IDS):
                fetched, more = self._fetch(area, lacking[start : start + FETCH_IDS])
                own |= {one.id: one for one in fetched}
                seals.extend(more)
            whole = [own[one] if isinstance(one, str) else one for one in run]
            said, more = self._redactions(area, whole)
            revisions += [*said, *whole]
            seals.extend(more)
        return revisions, seals

    def _redactions(self, area: str, revisions: Sequence[Revision]) -> tuple[list[Revision], list[Seal]]:
        """Fetch the verdicts that stubs name: they come later in the peer's stream, and count as parents."""
        named = {one.redaction for one in revisions if one.redaction is not None} - {one.id for one in revisions}
        with self._begin() as tx:
            lacking = sorted(named - tx.places(area, named).keys())
        return self._fetch(area, lacking)

    def _fetch(self, area: str, ids: Sequence[RevisionId]) -> tuple[list[Revision], list[Seal]]:
        """Ask for revisions until all have come: an answer holds as many as fit."""
        wanted = dict.fromkeys(ids)
        fetched: list[Revision] = []
        seals: list[Seal] = []
        while wanted:
            header, lines = self._peer.ids(IdsRequest(PROTOCOL, area, tuple(wanted)))
            came = [revision.parse(line) for line in lines]
            if not came or any(one.area != area or one.id not in wanted for one in came):
                raise IntegrityBroken(f"of {len(wanted)} revisions of {area} that the peer lists it gave {len(came)}")
            for one in came:
                wanted.pop(one.id, None)
            fetched.extend(came)
            seals.extend(header.seals)
        return fetched, seals

    def _take(self, tx: PeerTransaction, revisions: Sequence[Revision], seals: Sequence[Seal]) -> None:
        done = take_in(tx, self._node, revisions, seals, arrival=self._now(), via=self._peer_id)
        for one in revisions:
            outcome = done.outcomes[one.id]
            if outcome.status not in _IN_STREAM:
                raise IntegrityBroken(f"{one.id} of the peer's stream is {outcome.status}: {outcome.reason}")

    # ---------------------------------------------------------------------------------------------------- pushing

    def push(self) -> int:
        """Push what the peer is not known to hold, in stream order; return how many revisions were sent.

        What it refuses or quarantines is set aside, so that its values can be offered anew on the peer's heads; not
        what a judging server has sealed.

        Raises:
            LineBroken: the line was cut; the rest is pushed the next time, and what arrived twice changes nothing.
        """
        sent = 0
        with self._begin() as tx:
            ends = tx.lock(tx.areas())
        for area, end in ends.items():
            after = 0
            while rows := self._next_rows(area, after, end.number):
                after = rows[-1].number
                sent += len(rows)
                self._push(area, rows)
        self._set_aside()
        return sent

    def _next_rows(self, area: str, after: int, until: int) -> list[Row]:
        """Return the next rows to push, sealed; not those that came with answers meanwhile: the peer has them."""
        with self._begin() as tx:
            rows = [row for row in tx.unheld(self._peer_id, area, after, BATCH_ROWS) if row.number <= until]
            unsealed = [row.id for row in rows if row.author_seal is None and row.judge_seal is None]
            if not unsealed:
                return rows
            tx.seal_rows(area, unsealed, seal(self._signer, area, unsealed, self._now()))
            return tx.unheld(self._peer_id, area, after, len(rows))

    def _push(self, area: str, rows: Sequence[Row]) -> None:
        """Push rows in as few batches as their bytes and those of their seals allow."""
        with self._begin() as tx:
            names = {name for row in rows for name in (row.author_seal, row.judge_seal) if name is not None}
            seals = tx.seals(area, names)
        start = 0
        while start < len(rows):
            batch, header = _batch(rows[start:], seals)
            start += len(batch)
            asked = self._clock()
            answer, lines = self._peer.push(header, [row.body for row in batch])
            self._learn(answer, asked)
            if len(answer.outcomes) != len(batch):
                raise IntegrityBroken(f"the peer answers {len(batch)} revisions with {len(answer.outcomes)} outcomes")
            self.outcomes.update({row.id: one for row, one in zip(batch, answer.outcomes, strict=True)})
            verdicts = [revision.parse(line) for line in lines]
            own = [revision.parse(row.body) for row in batch if row.judge_seal is None]
            judged = {one for made in answer.seals for one in made.ids}
            with self._begin() as tx:
                mine = [one for one in own if one.id in judged]
                take_in(tx, self._node, [*verdicts, *mine], answer.seals, arrival=self._now(), via=self._peer_id)

    def _set_aside(self) -> None:
        gone = {
            one: outcome
            for one, outcome in self.outcomes.items()
            if outcome.status in (Status.REFUSED, Status.QUARANTINED)
        }
        if gone:
            with self._begin() as tx:
                aside.set_aside(tx, gone)

    # ---------------------------------------------------------------------------------------------------- proof

    def receipts(self) -> list[Receipt]:
        """Return what is proven about each area that is held here."""
        with self._begin() as tx:
            return [receipt_of(tx, self._peer_id, area) for area in tx.areas()]

    def release(self) -> list[str]:
        """Erase the revoked areas whose every revision is safe upstream, and return them.

        Safe is what is secured by number, and what waits in the peer's quarantine; while anything else is left, or was
        refused, the area stays.
        """
        erased: list[str] = []
        for area, secured in self.revoked.items():
            with self._begin() as tx:
                _, missing = tx.holdings(self._peer_id, area)
                waiting = tx.waiting(area).values()
                cursor = tx.cursor(self._peer_id, area)
                safe = (
                    all(self._is_secured(one, secured) for one in missing)
                    and all(one.status is Status.QUARANTINED for one in waiting)
                    and cursor.number <= secured
                )
                if safe:
                    tx.lock([area])
                    tx.erase(area)
                    erased.append(area)
        return erased

    def _is_secured(self, one: RevisionId, secured: int) -> bool:
        outcome = self.outcomes.get(one)
        return outcome is not None and outcome.number is not None and outcome.number <= secured

    # ---------------------------------------------------------------------------------------------------- the clock

    def _learn(self, answer: PullHeader | PushAnswer, sent: int) -> None:
        """Learn the clock's error at this contact, taking the answer to be made halfway between asking and hearing."""
        self.offset = answer.server_time - (sent + self._clock()) // 2
        if isinstance(answer, PullHeader):
            self.scope = answer.scope
            self.revoked = dict(answer.revoked)

    def _now(self) -> int:
        return self._clock() + (self.offset or 0)

    @staticmethod
    def _id(line: bytes) -> RevisionId:
        one = messages.decode_line(line)
        if isinstance(one, Revision):
            raise IntegrityBroken("a listing has a revision where an id belongs")
        return one


def _id_of(one: Revision | RevisionId) -> RevisionId:
    return one.id if isinstance(one, Revision) else one


def _batch(rows: Sequence[Row], seals: dict[str, Seal]) -> tuple[list[Row], PushHeader]:
    """Return the first rows that fit one push, and its header."""
    batch: list[Row] = []
    used: dict[str, Seal] = {}
    body, header = 0, 1024
    for row in rows:
        fresh = {name: seals[name] for name in _seal_names(row) if name not in used}
        body += len(row.body) + 1
        header += sum(map(messages.size_of, fresh.values()))
        if batch and (body > MAX_BATCH_BYTES or header > MAX_HEADER_BYTES):
            break
        batch.append(row)
        used |= fresh
    return batch, PushHeader(PROTOCOL, tuple(used.values()))


def _seal_names(row: Row) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys((row.author_seal, row.judge_seal)) if name is not None)
