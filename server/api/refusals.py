"""From an error to the problem that answers it: the one place where domain errors meet HTTP."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import msgspec
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from schemas import REGISTRY
from schemas.events.messages import describe as describe_event
from schemas.permission import explain
from server.api import errors as edge
from server.api.bodies import ENCODINGS, FORM_BYTES
from server.api.faults import UNREADABLE, fault, faults
from server.api.problems import Problem
from server.households import errors as households
from server.identity import errors as identity
from server.identity.messages import of_grants, of_period, of_role
from server.review import errors as review
from sync import errors as sync
from sync.authoring import Rejected
from sync.explanations import EXPLANATIONS
from sync.messages import SERVED

MEDIA_TYPE = "application/problem+json"

_log = structlog.get_logger()


class Answering(NamedTuple):
    """How an error is answered: the problem, and what the error knows besides."""

    problem: Problem
    facts: Callable[[Any], Mapping[str, object]] = lambda _error: {}


ANSWERS: Final[Mapping[type[Exception], Answering]] = {
    sync.SyncError: Answering(Problem.INTERNAL),
    sync.Malformed: Answering(Problem.MALFORMED, lambda error: {"fault": error.code}),
    sync.TooLarge: Answering(Problem.TOO_LARGE, lambda error: {"cap": error.cap, "limit": error.limit}),
    sync.ProtocolMismatch: Answering(Problem.PROTOCOL_NOT_SERVED, lambda _error: {"served": sorted(SERVED)}),
    sync.OutsideScope: Answering(Problem.OUTSIDE_SCOPE, lambda error: {"area": error.area}),
    sync.LineBroken: Answering(Problem.UPSTREAM_UNREACHABLE),
    sync.PeerRefused: Answering(Problem.UPSTREAM_REFUSED, lambda error: {"upstream": error.code}),
    sync.IntegrityBroken: Answering(Problem.UPSTREAM_INCONSISTENT),
    Rejected: Answering(Problem.REJECTED, lambda error: {"fields": _fields(error)}),
    identity.IdentityError: Answering(Problem.INTERNAL),
    identity.WrongCredentials: Answering(Problem.WRONG_CREDENTIALS),
    identity.TooManyAttempts: Answering(Problem.TOO_MANY_ATTEMPTS, lambda error: {"retry_after": error.seconds}),
    identity.AccountLocked: Answering(Problem.ACCOUNT_LOCKED, lambda error: {"retry_after": error.seconds}),
    identity.RefreshRefused: Answering(Problem.REFRESH_REFUSED),
    identity.SessionExpired: Answering(Problem.SESSION_EXPIRED),
    identity.SessionRevoked: Answering(Problem.SESSION_REVOKED, lambda error: {"why": error.why}),
    identity.ResetRefused: Answering(Problem.RESET_REFUSED),
    identity.CodeRefused: Answering(Problem.CODE_REFUSED),
    identity.PublicKeyRefused: Answering(Problem.PUBLIC_KEY_REFUSED),
    identity.AssertionRefused: Answering(Problem.ASSERTION_REFUSED),
    identity.AssertionOutOfTime: Answering(
        Problem.ASSERTION_OUT_OF_TIME, lambda error: {"server_time": error.server_time}
    ),
    identity.TokenRefused: Answering(Problem.TOKEN_REFUSED),
    identity.UsernameTaken: Answering(Problem.USERNAME_TAKEN),
    identity.PasswordTooShort: Answering(Problem.PASSWORD_TOO_SHORT, lambda error: {"limit": error.needed}),
    identity.UnknownUser: Answering(Problem.UNKNOWN_USER),
    identity.UserDisabled: Answering(Problem.USER_DISABLED, lambda error: {"user": error.user}),
    identity.UnknownAssignment: Answering(Problem.UNKNOWN_ASSIGNMENT),
    identity.UnknownDevice: Answering(Problem.UNKNOWN_DEVICE),
    identity.DeviceRevoked: Answering(Problem.DEVICE_REVOKED),
    identity.NoAssignment: Answering(Problem.NO_ASSIGNMENT),
    identity.BeyondDevice: Answering(Problem.BEYOND_DEVICE, lambda error: {"user": error.actor}),
    identity.BeyondAuthority: Answering(Problem.BEYOND_AUTHORITY, lambda error: {"capacities": list(error.capacities)}),
    identity.RoleRefused: Answering(Problem.REJECTED, lambda error: {"fields": of_role(error)}),
    identity.GrantRefused: Answering(
        Problem.GRANT_REFUSED, lambda error: {"grants": list(error.grants), "fields": of_grants(error)}
    ),
    identity.EndNeeded: Answering(Problem.END_NEEDED),
    identity.PeriodRefused: Answering(Problem.PERIOD_REFUSED, lambda error: {"fields": of_period(error)}),
    identity.SameSuccessor: Answering(Problem.SAME_SUCCESSOR),
    review.ReviewError: Answering(Problem.INTERNAL),
    review.NotHome: Answering(Problem.NOT_HOME, lambda error: {"area": error.area, "home": error.home}),
    review.HeadsMoved: Answering(Problem.HEADS_MOVED, lambda error: {"heads": list(error.heads)}),
    review.UnknownParents: Answering(Problem.UNKNOWN_PARENTS, lambda error: {"revisions": list(error.revisions)}),
    review.YearLocked: Answering(
        Problem.YEAR_LOCKED, lambda error: {"fields": _fields(error.rejected), **_amendment(error)}
    ),
    review.OwnWork: Answering(Problem.OWN_WORK, lambda error: {"revisions": list(error.revisions)}),
    households.HouseholdError: Answering(Problem.INTERNAL),
    households.EventRefused: Answering(Problem.EVENT_REFUSED, lambda error: {"fields": _event_field(error)}),
    edge.EdgeError: Answering(Problem.INTERNAL),
    edge.UnknownEncoding: Answering(Problem.UNKNOWN_ENCODING),
    edge.BrokenEncoding: Answering(Problem.BROKEN_ENCODING),
    edge.NothingReadable: Answering(Problem.NOTHING_READABLE, lambda error: {"lines": _lines(error)}),
    edge.InvalidRequest: Answering(Problem.INVALID_REQUEST, lambda error: {"faults": list(error.faults)}),
    edge.DeviceNeeded: Answering(Problem.DEVICE_NEEDED),
    edge.PersonNeeded: Answering(Problem.PERSON_NEEDED),
    edge.NotPermitted: Answering(Problem.NOT_PERMITTED, lambda error: {"capacities": list(error.capacities)}),
    edge.RecordNotFound: Answering(Problem.RECORD_NOT_FOUND),
    edge.NotReady: Answering(Problem.NOT_READY, lambda error: {"checks": error.checks}),
    edge.TooManyRequests: Answering(Problem.TOO_MANY_REQUESTS, lambda error: {"retry_after": error.seconds}),
    edge.VersionNotFound: Answering(Problem.VERSION_NOT_FOUND),
    ClientDisconnect: Answering(Problem.BODY_CUT),
    exc.OperationalError: Answering(Problem.STORE_UNAVAILABLE),
    exc.TimeoutError: Answering(Problem.STORE_UNAVAILABLE),
}
"""How each error is answered; an error without an entry of its own is answered as its base is."""


def answering(error: Exception) -> tuple[Problem, Mapping[str, object]]:
    """Return the problem that answers an error, and what the error knows besides."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            found = ANSWERS[kind]
            return found.problem, found.facts(error)
    return Problem.INTERNAL, {}


def statement(problem: Problem, detail: str, facts: Mapping[str, object]) -> dict[str, object]:
    """Return the body that states a problem."""
    return {
        "type": problem.type,
        "code": problem.code,
        "status": problem.status,
        "title": problem.title.zh,
        "title_en": problem.title.en,
        "remedy": problem.remedy.zh,
        "remedy_en": problem.remedy.en,
        "detail": detail,
        **facts,
    }


def refuse(problem: Problem, detail: str, facts: Mapping[str, object]) -> Response:
    """Return the answer that states a problem."""
    body = msgspec.json.encode(statement(problem, detail, facts))
    return Response(body, problem.status, _headers(problem, facts), MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let every error of this app be answered by a problem."""
    for kind in ANSWERS:
        app.exception_handler(kind)(_refuse_error)
    app.exception_handler(RequestValidationError)(_refuse_parameters)
    app.exception_handler(HTTPException)(_refuse_route)
    app.exception_handler(Exception)(_refuse_unexpected)


async def _refuse_error(_request: Request, error: Exception) -> Response:
    problem, facts = answering(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("request_failed", problem=problem.code, exc_info=error)
        return refuse(problem, "", facts)
    return refuse(problem, str(error), facts)


async def _refuse_parameters(request: Request, error: RequestValidationError) -> Response:
    return await _refuse_error(request, edge.InvalidRequest(faults(error.errors())))


_OF_THE_FRAMEWORK: Final = {
    HTTPStatus.NOT_FOUND: Problem.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: Problem.METHOD_NOT_ALLOWED,
}


async def _refuse_route(request: Request, error: HTTPException) -> Response:
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return await _refuse_error(request, sync.TooLarge("body_bytes", FORM_BYTES))
    if isinstance(error.__cause__, ClientDisconnect):  # while the framework read the body
        return await _refuse_error(request, error.__cause__)
    problem = _OF_THE_FRAMEWORK.get(HTTPStatus(error.status_code), Problem.INVALID_REQUEST)
    facts = {"faults": [fault(UNREADABLE, ("body",))]} if problem is Problem.INVALID_REQUEST else {}
    answer = refuse(problem, error.detail, facts)
    answer.headers.update(error.headers or {})
    return answer


async def _refuse_unexpected(_request: Request, error: Exception) -> Response:
    _log.error("request_failed", problem=Problem.INTERNAL.code, exc_info=error)
    return refuse(Problem.INTERNAL, "", {})


def _headers(problem: Problem, facts: Mapping[str, object]) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in facts:
        headers["Retry-After"] = str(facts["retry_after"])
    if problem is Problem.UNKNOWN_ENCODING:
        headers["Accept-Encoding"] = ", ".join(ENCODINGS)
    return headers


def _fields(error: Rejected) -> dict[str, dict[str, str]]:
    """Return what is wrong with each field of a draft."""
    found: dict[str, dict[str, str]] = {}
    for path, code in error.void.items():
        kind = error.draft.key.type
        said = explain(code, REGISTRY.type(kind), REGISTRY.field(kind, path), error.draft.set.get(path))
        found[path] = {"code": code, "zh": said.zh, "en": said.en}
    return found


def _event_field(error: households.EventRefused) -> dict[str, dict[str, str]]:
    """Return what is wrong with an event, by the field of its form that is to be mended."""
    said = describe_event(error.error, error.kind)
    return {error.error.field: {"code": error.error.code(), "zh": said.zh, "en": said.en}}


def _amendment(error: review.YearLocked) -> dict[str, object]:
    """Return where to ask for an amendment of what is locked, and what it has to say; the asker gives it a UUID."""
    draft = error.rejected.draft
    return {
        "ask_at": f"/v1/records/{draft.area}/amendment/{{uuid}}",
        "amendment": {
            "household": error.household,
            "year": error.year,
            "target_type": draft.key.type,
            "target": draft.key.record,
        },
    }


def _lines(error: edge.NothingReadable) -> list[dict[str, object]]:
    """Return what is wrong with each line of a push."""
    return [
        {"line": one.line, "reason": one.reason, "detail": one.detail, "zh": said.problem.zh, "en": said.problem.en}
        for one in error.outcomes
        if one.reason is not None and (said := EXPLANATIONS[one.reason])
    ]
