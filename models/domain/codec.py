"""Records to JSON values and back, checked against the dataclass that defines them."""

import dataclasses
import math
import types
import typing
from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

import annotated_types

T = TypeVar("T")

PLAIN = (str, int, float, bool)


class RecordError(ValueError):
    """A value does not fit its record; the message names the field and what was expected."""


def to_json(value: Any) -> Any:
    """Return a record as JSON values: RFC 3339 times, nested records as objects."""
    if value is None or type(value) in PLAIN:
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    return value


def from_json(record: type[T], value: Any) -> T:
    """Return the record that a JSON object describes.

    Raises RecordError for a missing or unknown field, a wrong type or a value out of range.
    """
    return typing.cast(T, _record(record, value, record.__name__))


@cache
def _hints(record: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(record, include_extras=True)


def _record(record: type[Any], value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise RecordError(f"{where}: expected an object, got {type(value).__name__}")
    hints = _hints(typing.cast(Hashable, record))
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise RecordError(f"{where}: unknown field {unknown[0]!r}; known: {', '.join(hints)}")
    missing = [f.name for f in dataclasses.fields(record) if f.name not in value and _required(f)]
    if missing:
        raise RecordError(f"{where}: missing field {missing[0]!r}")
    parts = {name: _value(hints[name], item, f"{where}.{name}") for name, item in value.items()}
    return record(**parts)


def _required(field: dataclasses.Field[Any]) -> bool:
    none = dataclasses.MISSING
    return field.default is none and field.default_factory is none


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        base, *limits = typing.get_args(hint)
        return _limited(_value(base, value, where), limits, where)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return _value(
            next(a for a in typing.get_args(hint) if a is not types.NoneType), value, where
        )
    if origin is typing.Literal:
        return _chosen(typing.get_args(hint), value, where)
    if origin in (list, tuple, dict):
        return _container(hint, value, where)
    if dataclasses.is_dataclass(hint):
        return _record(typing.cast(type[Any], hint), value, where)
    return _scalar(hint, value, where)


def _limited(value: Any, limits: list[Any], where: str) -> Any:
    for limit in limits:
        if isinstance(limit, annotated_types.Ge) and value < limit.ge:
            raise RecordError(f"{where}: {value} is below {limit.ge}")
        if isinstance(limit, annotated_types.Le) and value > limit.le:
            raise RecordError(f"{where}: {value} is above {limit.le}")
    return value


def _chosen(choices: tuple[Any, ...], value: Any, where: str) -> Any:
    if value not in choices:
        raise RecordError(f"{where}: {value!r} is not one of {', '.join(map(str, choices))}")
    return value


def _container(hint: Any, value: Any, where: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is dict:
        return _dict(inner[1], value, where)
    return origin(_list(inner[0], value, where))


def _list(hint: Any, value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RecordError(f"{where}: expected a list, got {type(value).__name__}")
    if _plain(hint, value):
        return list(value)
    return [_value(hint, item, f"{where}[{i}]") for i, item in enumerate(value)]


def _dict(hint: Any, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RecordError(f"{where}: expected an object, got {type(value).__name__}")
    if _plain(hint, value.values()):
        return dict(value)
    return {key: _value(hint, item, f"{where}.{key}") for key, item in value.items()}


def _plain(hint: Any, items: Iterable[Any]) -> bool:
    """Say whether every item is what the hint asks already: no path to spell out, no copy."""
    if hint is float:
        return all(type(item) is float and math.isfinite(item) for item in items)
    return hint in (int, str) and all(type(item) is hint for item in items)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is datetime:
        return _time(value, where)
    if hint is date and isinstance(value, str):
        return _day(value, where)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise RecordError(f"{where}: {value} is not a finite number")
        return float(value)
    if type(value) is hint:
        return value
    raise RecordError(f"{where}: expected {hint.__name__}, got {type(value).__name__} {value!r}")


def _time(value: Any, where: str) -> datetime:
    if isinstance(value, str):
        try:
            time = datetime.fromisoformat(value)
        except ValueError as error:
            raise RecordError(f"{where}: {value!r} is not an RFC 3339 time") from error
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    raise RecordError(f"{where}: {value!r} is not an RFC 3339 time with a zone")


def _day(value: str, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise RecordError(f"{where}: {value!r} is not an ISO date") from error
