"""Moments and versions as requests name them: unix ms, RFC 3339, a day for its end, or a revision's id."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from schemas.day import LOCAL_TIME
from server.api.faults import NO_SUCH_TIME

_MS = r"[0-9]{1,14}"
# A `+` that was not encoded arrives as a blank.
_DAY = "[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TEXT = (
    rf"{_DAY}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,6})?([Zz]|[+ -]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_REVISION = "[0-9a-v]{51}[0g]"
_IS_REVISION: Final = re.compile(rf"{_REVISION}\Z")

MOMENT: Final = "Unix ms, or RFC 3339 as in 2018-10-20T09:46:40+08:00."
MOMENT_OR_DAY: Final = f"{MOMENT} A day, as in 2018-10-20, stands for its end in Asia/Shanghai."


def parse_moment(text: str) -> int:
    """Return a moment in unix ms; of a day the last one, so that it shows all that was done on it.

    Raises:
        ValueError: there is no such time.
    """
    if text.isdecimal():
        return int(text)
    if len(text) == len("2018-10-20"):
        day_after = datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME) + timedelta(days=1)
        return round(day_after.timestamp() * 1000) - 1
    named = datetime.fromisoformat(text.upper().replace(" ", "+"))
    return round(named.timestamp() * 1000)


def _moment_of(text: str) -> str:
    try:
        parse_moment(text)
    except ValueError as error:
        raise PydanticCustomError(NO_SUCH_TIME, "no such time") from error
    return text


def _version_of(text: str) -> str:
    return text if is_revision(text) else _moment_of(text)


def is_revision(text: str) -> bool:
    """Tell whether a version is named by a revision's id; if not, it is named by a moment."""
    return _IS_REVISION.match(text) is not None


Moment = Annotated[str, Field(pattern=f"^({_MS}|{_TEXT})$"), AfterValidator(_moment_of)]
MomentOrDay = Annotated[str, Field(pattern=f"^({_MS}|{_TEXT}|{_DAY})$"), AfterValidator(_moment_of)]
Version = Annotated[str, Field(pattern=f"^({_REVISION}|{_MS}|{_TEXT}|{_DAY})$"), AfterValidator(_version_of)]

At = Annotated[MomentOrDay | None, Query(description=f"As this server showed it at that moment. {MOMENT_OR_DAY}")]
"""The parameter `at`."""
