"""Server-sent events: an event's name and its data as one line of JSON (WHATWG HTML, 9.2)."""

from typing import Protocol

import orjson

MEDIA_TYPE = "text/event-stream"


class Named(Protocol):
    """What can be sent."""

    @property
    def name(self) -> str:
        """Return the event's name."""
        ...

    @property
    def data(self) -> dict[str, object]:
        """Return what it carries."""
        ...


def sse(event: Named) -> bytes:
    """Return the event as it goes over the wire."""
    return b"event: %s\ndata: %s\n\n" % (event.name.encode(), orjson.dumps(event.data))
