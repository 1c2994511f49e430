"""The caps of the protocol, in one place. A sender keeps them; a receiver enforces them."""

MAX_PARENTS = 16
"""Parents that one revision may name; with more heads, empty merge revisions come first (design.md §6)."""

MAX_HISTORY = 5000
"""Revisions of one record that a home still judges; healing and relays are not bound by it."""

MAX_DEPTH = 16
"""Nesting of lists and maps in a revision, its envelope being the first."""

MAX_REVISION_BYTES = 256 * 1024
"""Bytes of one revision's canonical form, so of one line."""

MAX_HEADER_BYTES = 4 * 1024 * 1024
"""Bytes of the header line of a push, a pull or an ids request (seals carry their lists of ids)."""

MAX_BATCH_REVISIONS = 2000
"""Revisions in one push."""

MAX_BATCH_BYTES = 16 * 1024 * 1024
"""Inflated bytes of one push."""

MAX_SEAL_IDS = 2000
"""Ids that one seal covers."""

MAX_SEALS = 2000
"""Seals in one header."""

MAX_WANTED = 1000
"""Revisions that one ids request asks for by their ids."""

PAGE_ROWS = 1000
"""Rows that one pull answers at most, over all areas."""

PAGE_BYTES = 4 * 1024 * 1024
"""Bytes of bodies after which an answer with revisions ends."""

PAGE_SEAL_BYTES = 2 * 1024 * 1024
"""Bytes of seals after which it ends, so that its header stays a header."""

TOLD_BYTES = 512 * 1024
"""Bytes of open conflicts, and again of heads, that the answer to a push tells at most; a pull brings the rest."""

CLOCK_AHEAD_MS = 300_000
"""How far (ms) a device's clock may be ahead of the judge's before its time is capped (design.md §1)."""
