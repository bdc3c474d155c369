"""A server on loopback that speaks Oura's API v2 and misbehaves as it is told to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CLIENT, SECRET = "app-1", "our-secret"
DATES = ("start_date", "end_date", "start_datetime", "end_datetime")
BARE = {"personal_info"}


@dataclass(slots=True)
class Fault:
    """An answer; told to the server, it is given once instead of a page."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"detail": "told to fail"}'
    wait_s: float = 0.0
    """Before the answer."""
    drip_s: float = 0.0
    """Between the bytes of the body."""


@dataclass
class RingCloud:
    """What the server holds and does, and what it was asked."""

    documents: dict[str, list[Any]] = field(default_factory=dict)
    page: int = 2
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    """Per kind (`token` for the token's address), each used once."""
    forbidden: set[str] = field(default_factory=set)
    access: str = "access-0"
    refresh: str = "refresh-0"
    expires_in: int = 3600
    codes: set[str] = field(default_factory=set)
    overlap: int = 0
    """Documents of a page that the next one repeats."""
    last_is_empty: bool = False
    endless: bool = False
    """Every page has a next one."""
    rotations: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Kind and parameters of each request that had a good token."""
    url: str = ""

    def of(self, kind: str) -> list[dict[str, str]]:
        return [parameters for name, parameters in self.asked if name == kind]

    def token(self, form: dict[str, str], *, basic: bool) -> tuple[int, dict[str, Any]]:
        if not basic:
            return 401, {"error": "invalid_client"}
        good = form.get("grant_type") == "authorization_code" and form.get("code") in self.codes
        if form.get("grant_type") == "refresh_token":
            good = form.get("refresh_token") == self.refresh
        if not good:
            return 400, {"error": "invalid_grant"}
        self.codes.clear()
        self.rotations += 1
        self.access, self.refresh = f"access-{self.rotations}", f"refresh-{self.rotations}"
        return 200, {
            "access_token": self.access, "refresh_token": self.refresh,
            "token_type": "bearer", "expires_in": self.expires_in,
        }  # fmt: skip

    def answer(self, kind: str, asked: dict[str, str], token: str) -> tuple[int, Any]:
        if token != self.access:
            return 401, {"detail": f"invalid token {token}"}
        self.asked.append((kind, asked))
        if kind in self.forbidden:
            return 403, {"detail": "scope"}
        if "next_token" in asked and any(name in asked for name in DATES):
            return 422, {"detail": "dates with next_token"}
        if kind in BARE:
            return 200, self.documents.get(kind, [{}])[0]
        return self._page(kind, asked)

    def _page(self, kind: str, asked: dict[str, str]) -> tuple[int, Any]:
        if "next_token" in asked:
            offset, asked = json.loads(bytes.fromhex(asked["next_token"]))
        else:
            offset = 0
        if too_long(asked):
            return 400, {"detail": "more than 30 days"}
        held = [one for one in self.documents.get(kind, []) if inside(kind, one, asked)]
        end = offset + self.page
        more = end < len(held) or (self.last_is_empty and offset < len(held)) or self.endless
        following = json.dumps([max(0, end - self.overlap), asked]).encode().hex()
        data = held[offset:end] if not self.endless else [{"n": len(self.asked)}]
        return 200, {"data": data, "next_token": following if more else None}


def too_long(asked: dict[str, str]) -> bool:
    if "start_datetime" not in asked:
        return False
    begin, end = (datetime.fromisoformat(asked[f"{name}_datetime"]) for name in ("start", "end"))
    return end - begin > timedelta(days=30)


def inside(kind: str, document: Any, asked: dict[str, str]) -> bool:
    """Sleep leaves out its first day and takes the last as midnight; series take both ends."""
    if not isinstance(document, dict):
        return True
    if "start_datetime" in asked:
        at = datetime.fromisoformat(document["timestamp"])
        begin, end = (
            datetime.fromisoformat(asked[f"{name}_datetime"]) for name in ("start", "end")
        )
        return begin <= at <= end
    if "start_date" in asked and "day" in document:
        first, last, day = asked["start_date"], asked["end_date"], document["day"]
        return first < day < last if kind == "sleep" else first <= day <= last
    return True


class Handler(BaseHTTPRequestHandler):
    cloud: RingCloud

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        kind, asked = parts.path.rsplit("/", 1)[-1], dict(parse_qsl(parts.query))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        fault = self.fault(kind)
        if fault:
            self.cloud.asked.append((kind, asked))
        self.send(fault or as_json(*self.cloud.answer(kind, asked, token)))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        form = dict(parse_qsl(self.rfile.read(length).decode()))
        basic = self.headers.get("Authorization", "").startswith("Basic ")
        self.send(self.fault("token") or as_json(*self.cloud.token(form, basic=basic)))

    def fault(self, kind: str) -> Fault | None:
        waiting = self.cloud.faults.get(kind, [])
        return waiting.pop(0) if waiting else None

    def send(self, answer: Fault) -> None:
        time.sleep(answer.wait_s)
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        step = 1 if answer.drip_s else len(answer.body) or 1
        # a client that has had enough hangs up
        with suppress(OSError):
            for start in range(0, len(answer.body), step):
                self.wfile.write(answer.body[start : start + step])
                time.sleep(answer.drip_s)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def as_json(status: int, value: Any) -> Fault:
    return Fault(status, {}, json.dumps(value).encode())


@contextmanager
def running(cloud: RingCloud) -> Iterator[RingCloud]:
    """Serve until the end of the block, at `cloud.url`."""
    serving = type("Serving", (Handler,), {"cloud": cloud})
    server = ThreadingHTTPServer(("127.0.0.1", 0), serving)
    server.daemon_threads = True
    cloud.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield cloud
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
