"""TorchServe as the API sees it: one question, a total deadline, an answer or a reason."""

import json
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import httpx
import orjson

from models.domain.codec import RecordError, from_json, to_json
from models.policy.decide import Choice, DecisionRequest

DEADLINE_S = 0.025
WARM_UP, WARM_UP_S = 40, 2.0
"""Questions before the first athlete's, and the most seconds one of them may take."""
MODEL = "plan-policy"
REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


class Unavailable(RuntimeError):
    """The policy server gave no usable answer in time; the message says why."""


class PolicyServer:
    """Ask TorchServe to decide."""

    def __init__(self, url: str, key_file: Path, *, deadline_s: float = DEADLINE_S) -> None:
        self._path = f"/predictions/{MODEL}"
        self._key_file = key_file
        self._deadline_s = deadline_s
        self._client = httpx.Client(base_url=url, trust_env=False)
        # httpx bounds each phase; the future bounds their sum
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="policy-server")
        self._key = ""

    def decide(self, request: DecisionRequest) -> Choice:
        """Return the server's choice; raise Unavailable when there is none by the deadline."""
        body = orjson.dumps(to_json(request))
        try:
            answer = self._pool.submit(self._ask, body).result(timeout=self._deadline_s)
        except (Late, httpx.HTTPError) as error:
            raise Unavailable(type(error).__name__) from error
        if answer.status_code != HTTPStatus.OK:
            raise Unavailable(f"{answer.status_code} {answer.text[:200]}")
        return _choice(answer.content)

    def warm(self, request: DecisionRequest) -> None:
        """Ask often enough that the server's own first answers are behind it; never raises."""
        body = orjson.dumps(to_json(request))
        with suppress(httpx.HTTPError):
            for _ in range(WARM_UP):
                self._ask(body, timeout=WARM_UP_S)

    def _ask(self, body: bytes, timeout: float | None = None) -> httpx.Response:
        wait = timeout or self._deadline_s
        answer = self._post(body, wait)
        if answer.status_code in REFUSED and self._reread():
            return self._post(body, wait)
        return answer

    def _post(self, body: bytes, timeout: float) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if self._key or self._reread():
            headers["Authorization"] = f"Bearer {self._key}"
        return self._client.post(self._path, content=body, headers=headers, timeout=timeout)

    def _reread(self) -> bool:
        """Read the key that the server wrote at its start; say whether it is a new one."""
        try:
            key = str(json.loads(self._key_file.read_bytes())["inference"]["key"])
        except (OSError, ValueError, KeyError):
            return False
        changed, self._key = key != self._key, key
        return changed

    def close(self) -> None:
        """Close connections; an answer still under way is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()


def _choice(content: bytes) -> Choice:
    try:
        return from_json(Choice, orjson.loads(content))
    except (RecordError, orjson.JSONDecodeError) as error:
        raise Unavailable(f"answer not understood: {error}") from error
