"""Parse Oura v2 documents: `sleep` and `daily_readiness`, in their envelope or as a bare list.

kind: `sleep` or `daily_readiness`. attributes: the document's fields as text, nested ones as JSON;
null fields are left out. raw: the document.
"""

import json
from collections.abc import Iterator
from typing import IO, Any

from jobs.sources.parsed import Broken, Item, NoTime, Parsed, Rejected, instant
from jobs.sources.sniff import Bounded

START = {"sleep": "bedtime_start", "daily_readiness": "timestamp"}
REQUIRED = {
    "sleep": ("id", "day", "bedtime_start", "bedtime_end"),
    "daily_readiness": ("id", "day"),
}


def parse(stream: IO[bytes]) -> Iterator[Item]:
    """Yield every document."""
    try:
        whole = json.loads(Bounded(stream).read())
    except (ValueError, EOFError, OSError) as error:
        yield Broken(f"not JSON: {error}")
        return
    documents = whole.get("data", [whole]) if isinstance(whole, dict) else whole
    yield from (_item(document) for document in documents)


def _item(document: Any) -> Item:
    raw = json.dumps(document, sort_keys=True)
    if not isinstance(document, dict):
        return Rejected("not_a_document", "expected an object", raw)
    kind = "sleep" if "bedtime_start" in document else "daily_readiness"
    missing = [name for name in REQUIRED[kind] if document.get(name) is None]
    if missing:
        return Rejected("no_field", f"{kind} without {missing[0]}", raw)
    try:
        start = instant(document.get(START[kind]) or document["day"])
    except NoTime as error:
        return Rejected("bad_date", str(error), raw)
    attributes = {k: _text(v) for k, v in document.items() if v is not None}
    return Parsed(kind, start, attributes, raw)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
