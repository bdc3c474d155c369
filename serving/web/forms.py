"""Forms as bodies: empty fields are unsaid, numbers are numbers, errors name their field."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.datastructures import FormData

from serving.bodies import Body

B = TypeVar("B", bound=Body)


class BadForm(Exception):
    """What a person typed can't be taken; the message says which field and why."""


def said(form: FormData, numbers: set[str], lists: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """Return the fields that were filled in."""
    found: dict[str, Any] = {}
    for name in form:
        values = [str(value).strip() for value in form.getlist(name)]
        given = [value for value in values if value]
        if name in lists:
            found[name] = given
        elif given:
            found[name] = _number(name, given[0]) if name in numbers else given[0]
    return found


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadForm(f"{name}: {text[:20]!r} is not a number") from error


def body_of(kind: type[B], given: Mapping[str, Any]) -> B:
    """Return the body; raise BadForm with what was wrong."""
    try:
        return kind.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadForm(f"{where}: {first['msg']}") from error
