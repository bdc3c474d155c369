"""A client of Oura's API v2: one athlete's token, pages until the last, patience with bounds.

A new token is on the disk before it is used. Errors name what Oura said and never a token.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from jobs.sources.oura import loaded
from jobs.sources.oura_auth import SIGN_IN, in_our_words, oauth_client, proven
from jobs.sources.oura_kinds import Kind
from jobs.sources.oura_refusals import Again, Answer, Refused, refusal
from jobs.sources.oura_tokens import NotSignedIn, load, save, token_file
from jobs.sources.oura_windows import Parameters
from jobs.sources.parsed import BrokenFile

if TYPE_CHECKING:
    from infra.settings import Settings

COLLECTIONS = "/v2/usercollection"
OK, UNAUTHORIZED = 200, 401


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what, and how much is taken."""

    attempts: int = 5
    first_wait_s: float = 1.0
    """After an error; it doubles with every further one."""
    longest_wait_s: float = 330.0
    """Oura counts requests in windows of five minutes."""
    silence_s: float = 30.0
    """Without a byte."""
    answer_s: float = 120.0
    """For a whole answer."""
    answer_bytes: int = 64 << 20
    pages: int = 2000
    """Of one question."""


class OuraClient:
    """Asks for one athlete's documents; NotSignedIn without a token of theirs."""

    def __init__(
        self,
        settings: "Settings",
        user_id: str,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._patience, self._sleep = patience or Patience(), sleep
        self._collections = settings.oura_base_url.rstrip("/") + COLLECTIONS
        self._file = token_file(settings.state, user_id)
        self._http = oauth_client(
            settings, self._patience.silence_s, token=load(self._file), update_token=self._keep
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._http.close()

    def _keep(self, token: dict[str, Any], **_: str) -> None:
        save(self._file, proven(token))

    def pages(self, kind: Kind, asked: Parameters) -> Iterator[list[Any]]:
        """Yield the documents of each page, the last may have none; Refused where it ends early."""
        seen: set[str] = set()
        for _ in range(self._patience.pages):
            documents, following = self._page(kind, asked)
            yield documents
            if following is None:
                return
            if following in seen:
                raise Refused("pages in a circle: the same next_token came twice")
            seen.add(following)
            # dates beside a next_token are answered by 422
            asked = {"next_token": following}
        raise Refused(f"more than {self._patience.pages} pages")

    def _page(self, kind: Kind, asked: Parameters) -> tuple[list[Any], str | None]:
        try:
            page = loaded(self._patiently(kind, asked))
        except BrokenFile as broken:
            raise Refused(str(broken)) from broken
        if not isinstance(page, dict):
            raise Refused("an answer that is no JSON object")
        if kind.asked_by == "once":
            return [page], None
        documents, following = page.get("data"), page.get("next_token") or None
        if not isinstance(documents, list) or not isinstance(following, str | None):
            raise Refused("a page without a list under `data`, or with an odd next_token")
        return documents, following

    def _patiently(self, kind: Kind, asked: Parameters) -> bytes:
        retrying = Retrying(
            retry=retry_if_exception_type(Again),
            wait=self._wait,
            stop=stop_after_attempt(self._patience.attempts),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._body, kind, asked)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Again) and error.after is not None:
            return error.after
        backoff: float = self._patience.first_wait_s * 2 ** (state.attempt_number - 1)
        return min(backoff, self._patience.longest_wait_s)

    def _body(self, kind: Kind, asked: Parameters) -> bytes:
        answer = self._ask(kind, asked)
        if answer.status == UNAUTHORIZED:
            self._refresh()
            answer = self._ask(kind, asked)
        if answer.status == UNAUTHORIZED:
            raise NotSignedIn(f"401 even with a new token: {SIGN_IN}")
        if answer.status != OK:
            raise refusal(kind, self._without_token(answer), self._patience.longest_wait_s)
        return answer.body

    def _without_token(self, answer: Answer) -> Answer:
        """Return an answer whose words may be shown: a server may repeat what it was sent."""
        token = str(self._http.token["access_token"]).encode()
        return replace(answer, body=answer.body.replace(token, b"***"))

    def _refresh(self) -> None:
        if not self._http.token.get("refresh_token"):
            raise NotSignedIn(f"401, and there is no refresh token: {SIGN_IN}")
        with in_our_words():
            self._http.refresh_token()

    def _ask(self, kind: Kind, asked: Parameters) -> Answer:
        began, body = time.monotonic(), bytearray()
        address = f"{self._collections}/{kind.name}"
        with in_our_words(), self._http.stream("GET", address, params=asked) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self._patience.answer_bytes:
                    raise Refused(f"an answer of more than {self._patience.answer_bytes} bytes")
                if time.monotonic() - began > self._patience.answer_s:
                    raise Again(f"no whole answer in {self._patience.answer_s:g} s")
            return Answer(response.status_code, response.headers, bytes(body))
