"""Records to JSON values and back, checked against the dataclass that defines them."""

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

import annotated_types

T = TypeVar("T")

PLAIN = (str, int, float, bool)
Reader = Callable[[Any], Any]


class RecordError(ValueError):
    """A value does not fit its record; the message names the field and what was expected."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(f"{where}: {problem}")
        self.problem, self.where = problem, where

    def inside(self, outer: str) -> "RecordError":
        """Return the same problem, seen from one level further out."""
        return RecordError(self.problem, f"{outer}{self.where}")


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
    try:
        return typing.cast(T, _reader(typing.cast(Hashable, record))(value))
    except RecordError as error:
        raise error.inside(record.__name__) from None


@cache
def _reader(hint: Any) -> Reader:
    """Return what reads values of a type: a log of a million records asks for the type once."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _limited(_reader(inner[0]), inner[1:])
    if origin in (typing.Union, types.UnionType):
        return _optional(_reader(next(a for a in inner if a is not types.NoneType)))
    if origin is typing.Literal:
        return _one_of(inner)
    if origin is dict:
        return _dict_of(inner[1])
    if origin in (list, tuple):
        return _list_of(origin, inner[0])
    return _record_of(hint) if dataclasses.is_dataclass(hint) else _scalar(hint)


def _record_of(record: Any) -> Reader:
    hints = typing.get_type_hints(record, include_extras=True)
    readers = {name: _reader(hint) for name, hint in hints.items()}
    required = [f.name for f in dataclasses.fields(record) if _required(f)]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise RecordError(f"expected an object, got {type(value).__name__}")
        if not value.keys() <= readers.keys():
            unknown = min(value.keys() - readers.keys())
            raise RecordError(f"unknown field {unknown!r}; known: {', '.join(readers)}")
        for name in required:
            if name not in value:
                raise RecordError(f"missing field {name!r}")
        return record(**_each(value, readers.__getitem__))

    return read


def _required(field: dataclasses.Field[Any]) -> bool:
    none = dataclasses.MISSING
    return field.default is none and field.default_factory is none


def _each(value: Mapping[str, Any], reader: Callable[[str], Reader]) -> dict[str, Any]:
    read = {}
    for name, item in value.items():
        try:
            read[name] = reader(name)(item)
        except RecordError as error:
            raise error.inside(f".{name}") from None
    return read


def _optional(inner: Reader) -> Reader:
    return lambda value: None if value is None else inner(value)


def _limited(inner: Reader, limits: Sequence[Any]) -> Reader:
    at_least: list[Any] = [one.ge for one in limits if isinstance(one, annotated_types.Ge)]
    at_most: list[Any] = [one.le for one in limits if isinstance(one, annotated_types.Le)]

    def read(value: Any) -> Any:
        found = inner(value)
        for least in at_least:
            if found < least:
                raise RecordError(f"{found} is below {least}")
        for most in at_most:
            if found > most:
                raise RecordError(f"{found} is above {most}")
        return found

    return read


def _one_of(choices: tuple[Any, ...]) -> Reader:
    def read(value: Any) -> Any:
        if value not in choices:
            raise RecordError(f"{value!r} is not one of {', '.join(map(str, choices))}")
        return value

    return read


def _list_of(sequence: Callable[[list[Any]], Any], hint: Any) -> Reader:
    inner = _reader(hint)

    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise RecordError(f"expected a list, got {type(value).__name__}")
        if _plain(hint, value):
            return sequence(value)
        return sequence([_item(inner, item, place) for place, item in enumerate(value)])

    return read


def _item(inner: Reader, item: Any, place: int) -> Any:
    try:
        return inner(item)
    except RecordError as error:
        raise error.inside(f"[{place}]") from None


def _dict_of(hint: Any) -> Reader:
    inner = _reader(hint)

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise RecordError(f"expected an object, got {type(value).__name__}")
        return dict(value) if _plain(hint, value.values()) else _each(value, lambda _: inner)

    return read


def _plain(hint: Any, items: Iterable[Any]) -> bool:
    """Say whether every item is what the hint asks already."""
    if hint is float:
        return all(type(item) is float and math.isfinite(item) for item in items)
    return hint in (int, str) and all(type(item) is hint for item in items)


def _scalar(hint: Any) -> Reader:
    special: dict[Any, Reader] = {datetime: _time, date: _day, float: _number}

    def read(value: Any) -> Any:
        if type(value) is hint:
            return value
        raise _unfit(hint, value)

    return special.get(hint, read)


def _unfit(hint: type[Any], value: Any) -> RecordError:
    return RecordError(f"expected {hint.__name__}, got {type(value).__name__} {value!r}")


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _unfit(float, value)
    if not math.isfinite(value):
        raise RecordError(f"{value} is not a finite number")
    return float(value)


def _time(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            time = datetime.fromisoformat(value)
        except ValueError as error:
            raise RecordError(f"{value!r} is not an RFC 3339 time") from error
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    raise RecordError(f"{value!r} is not an RFC 3339 time with a zone")


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise _unfit(date, value)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise RecordError(f"{value!r} is not an ISO date") from error
