"""Errors as RFC 9457 problem+json; each names the field (or thing) that is at fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "5"
SHOWN = 80
"""Letters of a refused value that are sent back."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was refused, and why."""

    field: str
    message: str


class Problem(Exception):
    """A refusal that the client can act on; becomes one problem+json answer."""

    def __init__(self, status: int, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    detail: str
    errors: list[FieldError] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)


def install(app: FastAPI) -> None:
    """Make every error of the app a problem+json answer."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(Exception, _defect)


def _respond(request: Request, answer: _Answer) -> Response:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(answer.status).phrase,
        "status": answer.status,
        "detail": answer.detail,
        "instance": request.url.path,
        "request_id": request.scope.get("request_id", ""),
        "errors": answer.errors,
    }
    headers = dict(answer.headers)
    return Response(
        orjson.dumps(body), status_code=answer.status, media_type=MEDIA_TYPE, headers=headers
    )


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    errors = [FieldError(error.field, error.detail)] if error.field else []
    headers = {"WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else {}
    return _respond(request, _Answer(error.status, error.detail, errors, headers))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [FieldError(_name(item["loc"]), _message(item)) for item in error.errors()]
    detail = "; ".join(f"{item.field}: {item.message}" for item in errors)
    return _respond(request, _Answer(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors))


def _name(location: tuple[str | int, ...]) -> str:
    inner = location[1:] if len(location) > 1 else location
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inner).lstrip(
        "."
    )


def _message(item: Mapping[str, Any]) -> str:
    if item["type"] == "extra_forbidden":
        return "unknown field"
    given = item.get("input")
    plain = isinstance(given, str | int | float) and len(str(given)) <= SHOWN
    shown = f" (got {given!r})" if plain else ""
    return f"{item['msg']}{shown}"


async def http_problem(request: Request, error: Exception) -> Response:
    """Return what the framework refused as problem+json."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    return _respond(request, _Answer(error.status_code, str(error.detail), headers=headers))


async def _database(request: Request, error: Exception) -> Response:
    log.error("database_unavailable", path=request.url.path, error=str(error))
    headers = {"Retry-After": RETRY_AFTER_S}
    detail = "the database cannot be reached; nothing was recorded, try again"
    return _respond(request, _Answer(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers))


async def _defect(request: Request, error: Exception) -> Response:
    log.error("defect", path=request.url.path, exc_info=error)
    return _respond(request, _Answer(HTTPStatus.INTERNAL_SERVER_ERROR, "a defect; it was logged"))
