"""From when on something is worth a word, and from when on it is in the way; by the doctor and by `/readyz`."""

from typing import Final

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS
GIB: Final = 1 << 30

DISK_LOW: Final = 10 * GIB
"""Bytes free below which somebody should make room: a backup and its working copy take as much as the database."""

DISK_FULL: Final = GIB // 2
"""Bytes free below which the server says that it is not ready, while it can still write what is on its way."""

INODES_LOW: Final = 0.05
"""The share of free inodes below which somebody should look for a folder of countless small files."""

WAL_LONG: Final = 400_000_000
"""Bytes of SQLite's write-ahead log. The store keeps it below half of that, unless some reader never ends."""

CLOCK_OFF_MS: Final = 5_000
"""How far the clocks of server and database may be apart."""

CLOCK_WRONG_MS: Final = 5 * MINUTE_MS
"""How far they may be apart before revisions are capped or refused (`sync.limits`)."""

LAG_LATE_MS: Final = 10 * MINUTE_MS
"""How long a household may wait to be verified before somebody should look."""

LAG_STUCK_MS: Final = 6 * 60 * MINUTE_MS
"""How long before it is certain that nobody verifies."""

SILENT_DAYS: Final = 14
"""After how many days without contact somebody should ask after a tablet."""

PARKED_OLD_MS: Final = 7 * DAY_MS
"""How long a revision may wait for its parents before they are probably lost."""

BACKUP_OLD_MS: Final = 36 * 60 * MINUTE_MS
"""How old the last backup of a nightly schedule may be."""
