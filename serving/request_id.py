"""Give every request an id: taken from `X-Request-ID` or made, logged and sent back."""

import re
import secrets

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestIds:
    """ASGI middleware; the id is in the scope, in every log line and in the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identifier = _identifier(Headers(scope=scope).get(HEADER))
        scope["request_id"] = identifier

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = identifier
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=identifier):
            await self.app(scope, receive, stamped)


def _identifier(given: str | None) -> str:
    # a client's text reaches logs: only what cannot break a line is taken over
    return given if given and _SAFE.fullmatch(given) else secrets.token_hex(8)
