"""Logs: one JSON object a line on the standard error, without personal data; for a terminal, lines to read.

Events name devices, users, areas and records by their ids; values, names and request bodies are never logged. Of an
error only its kind, its code and where it happened are: its message may quote a value (a duplicate key of a database, a
field that a validator refuses). For the same reason of what libraries say only the first line is kept, and SQL comes
without its parameters.
"""

import errno
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_log = structlog.get_logger(__name__)

_FRAMES = 12
"""Of an error's frames, how many of the innermost are logged."""


def configure_logs() -> None:
    """Let everything in this process log like this: the libraries, their warnings, and what nobody has caught."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _describe_error,
    ]
    rendering = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, rendering],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _first_line],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, rendering],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def describe(error: BaseException) -> list[dict[str, Any]]:
    """Return what may be logged of an error and of those that led to it, the first cause last.

    Each has its `type`, its `code` where it has one (of SQLite, PostgreSQL or the system), and the innermost frames.
    """
    return [
        {
            "type": f"{type(one).__module__}.{type(one).__qualname__}",
            "code": _code(one),
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(one)],
        }
        for one in _chain(error)
    ]


def _describe_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put the description of an error in place of the error."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = describe(error)
    return event


def _first_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep the first line of what a library says: those after it show the values that it is about."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _uncaught(_kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    _log.critical("uncaught", exc_info=error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return traceback.extract_tb(error.__traceback__)[-_FRAMES:]


def _code(error: BaseException) -> str | None:
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno)
    found = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return str(found) if found else None
