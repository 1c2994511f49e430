"""Days and times, as people count and write them: China has one time and no summer time, whatever a machine's zone."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

LOCAL_TIME: Final = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_time(moment: int) -> datetime:
    """Return a moment (unix ms) as China's clocks show it.

    Raises:
        OverflowError, ValueError, OSError: it lies beyond the calendar.
    """
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(LOCAL_TIME)


def shown_time(moment: int) -> str:
    """Return a moment (unix ms) as people write it, to the minute; as it is where it lies beyond the calendar."""
    try:
        return f"{local_time(moment):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError, OSError):
        return str(moment)


def moment_of(time: datetime) -> int:
    """Return the moment (unix ms) of a time; one that names no zone is China's."""
    named = time if time.tzinfo is not None else time.replace(tzinfo=LOCAL_TIME)
    return round(named.timestamp() * 1000)


def day_of(moment: int) -> str:
    """Return the day (YYYY-MM-DD) on which a moment (unix ms) lies."""
    return local_time(moment).date().isoformat()
