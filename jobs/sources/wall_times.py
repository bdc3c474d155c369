"""Times as people's logs write them: a wall clock, in words of several languages, and durations."""

import re
from datetime import datetime

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "ene", "gen", "janv"),
            ("feb", "fev", "fév"),
            ("mar", "mär", "mrt"),
            ("apr", "abr", "avr"),
            ("may", "mai", "mei", "mag", "maj"),
            ("jun", "juin", "giu"),
            ("jul", "juil", "lug"),
            ("aug", "ago", "aoû"),
            ("sep", "set"),
            ("oct", "okt", "ott", "out"),
            ("nov",),
            ("dec", "dez", "dic", "déc"),
        ),
        start=1,
    )
    for name in names
}
"""By what a month begins with, in English, Dutch, French, German, Italian, Portuguese, Spanish."""
WRITTEN = re.compile(
    r"(\d{1,2})\.? (?:de )?([^\W\d_]{3,10})\.? (?:de )?(\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?"
)
TWELVE = re.compile(r"(\d{4}-\d{2}-\d{2}),? (\d{1,2}):(\d{2})(?::(\d{2}))? ?([AaPp])\.?[Mm]\.?")
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:\.\d+)?")
WORDS = re.compile(r"(?:(\d{1,3}) ?h)? ?(?:(\d{1,4}) ?m(?:in)?)? ?(?:(\d{1,5}) ?s(?:ec)?)?")
NARROW = str.maketrans({"\u202f": " ", "\u00a0": " "})
"""iOS puts a narrow space before AM and PM."""


def wall_time(text: str) -> datetime | None:
    """Return the wall time of `15 Sep 2025, 07:48`, `2025-09-15 7:48:00 AM` or an ISO time.

    None for anything else: `05/01/2026` is one day here and another there.
    """
    text = text.translate(NARROW).strip()
    try:
        if twelve := TWELVE.fullmatch(text):
            return _twelve(*twelve.groups(default="0"))
        if written := WRITTEN.fullmatch(text):
            return _written(*written.groups(default="0"))
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _twelve(day: str, hour: str, minute: str, second: str, half: str) -> datetime:
    if not 1 <= int(hour) <= 12:
        raise ValueError(hour)
    hours = int(hour) % 12 + (12 if half in "Pp" else 0)
    return datetime.fromisoformat(day).replace(hour=hours, minute=int(minute), second=int(second))


def _written(day: str, month: str, year: str, *clock: str) -> datetime:
    name = month.lower()
    number = MONTHS.get(name[:4]) or MONTHS.get(name[:3])
    if number is None:
        raise ValueError(month)
    hour, minute, second = map(int, clock)
    return datetime(int(year), number, int(day), hour, minute, second)  # noqa: DTZ001 a wall time


def seconds_of(text: str) -> float | None:
    """Return the seconds of `1h 5m`, `38min`, `1:05:00`, `12:30` or a number; None for others."""
    text = text.translate(NARROW).strip().lower()
    if clock := CLOCK.fullmatch(text):
        parts = clock.groups(default="0")
    elif text and (words := WORDS.fullmatch(text)):
        parts = words.groups(default="0")
    else:
        return float(text) if re.fullmatch(r"\d{1,9}(\.\d+)?", text, re.ASCII) else None
    hours, minutes, seconds = map(int, parts)
    return float(hours * 3600 + minutes * 60 + seconds)
