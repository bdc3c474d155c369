"""A local server that speaks the HTTP APIs of the vendors: chat completions and messages.

It plays a script: each request takes the next act. `Calls` asks for a tool, `Says` streams text,
`Breaks` answers with a status, `Babbles` with what is no JSON, `Sleeps` not in time.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Calls:
    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Says:
    text: str
    broken: bool = False
    """The connection ends in the middle of the stream."""


@dataclass(frozen=True)
class Breaks:
    status: int


@dataclass(frozen=True)
class Babbles:
    pass


@dataclass(frozen=True)
class Sleeps:
    seconds: float


Act = Calls | Says | Breaks | Babbles | Sleeps


@dataclass
class Vendor:
    """What was asked, and what will be answered."""

    url: str
    script: list[Act]
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def vendor(*script: Act) -> Iterator[Vendor]:
    """Serve a script on a free loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    play = Vendor(f"http://127.0.0.1:{server.server_port}", list(script))
    server.play = play  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield play
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        play: Vendor = self.server.play  # type: ignore[attr-defined]
        play.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        act = play.script.pop(0) if play.script else Breaks(500)
        if isinstance(act, Sleeps):
            time.sleep(act.seconds)
            act = Breaks(504)
        if isinstance(act, Breaks):
            self._reply(act.status, b'{"error": {"message": "no", "type": "fake"}}', "json")
        elif isinstance(act, Babbles):
            self._reply(200, b"data: {this is no json\n\n", "event-stream")
        else:
            chunks = _openai(act) if "completions" in self.path else _anthropic(act)
            body = "".join(chunks).encode()
            if isinstance(act, Says) and act.broken:
                body = body[: len(body) * 2 // 3]
            kind = "event-stream" if "json" not in self.path else "json"
            self._reply(200, body, kind)

    def _reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        media = {"json": "application/json", "event-stream": "text/event-stream"}[kind]
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _openai(act: Calls | Says) -> Iterator[str]:
    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        whole = {
            "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake",
            "choices": [choice],
        }  # fmt: skip
        return f"data: {json.dumps(whole)}\n\n"

    yield chunk({"role": "assistant", "content": None if isinstance(act, Calls) else ""})
    if isinstance(act, Calls):
        function = {"name": act.tool, "arguments": json.dumps(act.arguments)}
        call = {"index": 0, "id": "t1", "type": "function", "function": function}
        yield chunk({"tool_calls": [call]})
        yield chunk({}, "tool_calls")
    else:
        for start in range(0, len(act.text), 7):
            yield chunk({"content": act.text[start : start + 7]})
        yield chunk({}, "stop")
    yield "data: [DONE]\n\n"


def _anthropic(act: Calls | Says) -> Iterator[str]:
    def event(kind: str, **data: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"

    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {
        "id": "m1", "type": "message", "role": "assistant", "model": "fake", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    yield event("message_start", message=message)
    if isinstance(act, Calls):
        block: dict[str, Any] = {"type": "tool_use", "id": "t1", "name": act.tool, "input": {}}
        yield event("content_block_start", index=0, content_block=block)
        delta = {"type": "input_json_delta", "partial_json": json.dumps(act.arguments)}
        yield event("content_block_delta", index=0, delta=delta)
    else:
        yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        for start in range(0, len(act.text), 7):
            delta = {"type": "text_delta", "text": act.text[start : start + 7]}
            yield event("content_block_delta", index=0, delta=delta)
    yield event("content_block_stop", index=0)
    stop = "tool_use" if isinstance(act, Calls) else "end_turn"
    yield event("message_delta", delta={"stop_reason": stop, "stop_sequence": None}, usage=usage)
    yield event("message_stop")
