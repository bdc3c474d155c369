"""The strength logs that are read, by the app that wrote them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from jobs.sources import fitnotes, hevy, native_strength, strong
from jobs.sources.containers import Stream
from jobs.sources.parsed import Parsed

Parser = Callable[[Stream, Counter[str], str | None], Iterator[Parsed]]
PARSERS: dict[str, Parser] = {
    "hevy": hevy.parse,
    "strong": strong.parse,
    "fitnotes": fitnotes.parse,
    "native_strength": native_strength.parse,
}
RECOGNISE: dict[str, Callable[[Sequence[str]], bool]] = {
    "hevy": hevy.recognises,
    "strong": strong.recognises,
    "fitnotes": fitnotes.recognises,
    "native_strength": native_strength.recognises,
}


def log_of(header: Sequence[str]) -> str:
    """Return the app whose log has this header; empty for none."""
    return next((name for name, recognises in RECOGNISE.items() if recognises(header)), "")
