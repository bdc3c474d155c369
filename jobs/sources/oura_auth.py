"""OAuth2 with Oura by authlib: its client, its errors in our words, and signing in."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response

from jobs.sources.oura_kinds import KINDS
from jobs.sources.oura_refusals import TOO_MANY, Again, Refused
from jobs.sources.oura_tokens import NotSignedIn, save, token_file

if TYPE_CHECKING:
    from infra.settings import Settings

SCOPES = " ".join(sorted({kind.scope for kind in KINDS}))
"""Without `email`: the lake holds nobody's name."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SIGN_IN = "sign in again with `python -m jobs.oura authorize`"
Token = dict[str, Any]


def oauth_client(settings: "Settings", timeout_s: float, **given: Any) -> OAuth2Client:
    """Return authlib's client for our application; ValueError where it could leak its secret."""
    if not settings.oura_client_id:
        raise ValueError("set FITLOOP_OURA_CLIENT_ID and FITLOOP_OURA_CLIENT_SECRET first")
    client = OAuth2Client(
        settings.oura_client_id,
        settings.oura_client_secret.get_secret_value(),
        token_endpoint=f"{safe(settings.oura_base_url)}/oauth/token",
        redirect_uri=settings.oura_redirect_uri,
        timeout=timeout_s,
        **given,
    )
    for answer in ("access_token_response", "refresh_token_response"):
        client.register_compliance_hook(answer, _not_too_many)
    return client


def _not_too_many(response: httpx2.Response) -> httpx2.Response:
    # authlib would take any JSON object for the token
    if response.status_code == TOO_MANY:
        response.raise_for_status()
    return response


def safe(address: str) -> str:
    """Return an address that may see a token; ValueError for one that anybody can listen to."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError(f"{address} is not https: tokens would travel in the open")
    return address.rstrip("/")


@contextmanager
def in_our_words() -> Iterator[None]:
    """Tell errors of the network and of OAuth2 as Refused, Again or NotSignedIn."""
    try:
        yield
    except httpx2.HTTPStatusError as error:
        # authlib raises it for the token's address alone
        raise Again(f"{error.response.status_code} from Oura's sign-in") from None
    except httpx2.HTTPError as error:
        raise Again(f"no answer: {type(error).__name__}") from None
    except AuthlibBaseError as error:
        raise NotSignedIn(f"Oura refuses ({error.error}): {SIGN_IN}") from None
    except ValueError as error:
        raise Refused(f"an odd answer from Oura's sign-in: {error}") from None


def proven(token: Token) -> Token:
    """Return a token that is one; NotSignedIn for an answer without."""
    if not isinstance(token.get("access_token"), str) or not token["access_token"]:
        raise NotSignedIn(f"Oura's answer holds no token: {SIGN_IN}")
    return dict(token)


def sign_in(settings: "Settings", user_id: str, answer: Callable[[str], str]) -> None:
    """Let an athlete say yes, and keep their token.

    `answer` is given the page to open and returns the address to which Oura sent the browser.
    """
    file = token_file(settings.state, user_id)
    with oauth_client(settings, 30.0, scope=SCOPES) as client:
        state = secrets.token_urlsafe(24)
        page, _ = client.create_authorization_url(safe(settings.oura_authorize_url), state=state)
        came = answer(page)
        with in_our_words():
            token = client.fetch_token(grant_type="authorization_code", code=_code(came, state))
    save(file, proven(token))


def _code(came: str, state: str) -> str:
    refused = parse_qs(urlsplit(came).query).get("error")
    if refused:
        raise NotSignedIn(f"Oura answered {refused[0][:80]}: {SIGN_IN}")
    return str(parse_authorization_code_response(came, state)["code"])
