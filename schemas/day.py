"""Days, as people count them: China has one time and no summer time."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

LOCAL_TIME: Final = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(moment: int) -> str:
    """Return the day (YYYY-MM-DD) on which a moment (unix ms) lies."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(LOCAL_TIME).date().isoformat()
