"""A person's session: the athlete's own token in a cookie that no script can read."""

from typing import Annotated

from fastapi import Depends, Request, Response

from serving.auth import LIFETIME, Identity
from serving.problems import Problem
from serving.routers.asked import House

COOKIE = "fitloop_session"
SAFE = {"same-origin", "none"}


class SignedOut(Exception):
    """Nobody is signed in, or no longer: the page to go to says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def sign_in(request: Request, response: Response, token: str) -> None:
    """Keep a token that was checked."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


async def _visitor(request: Request, house: House) -> Identity:
    token = request.cookies.get(COOKIE)
    if token is None:
        raise SignedOut("new")
    try:
        return house.tokens.read(f"Bearer {token}")
    except Problem as problem:
        raise SignedOut("expired") from problem


Visitor = Annotated[Identity, Depends(_visitor)]


async def athlete(visitor: Visitor) -> str:
    """Return who is signed in; operators are asked to sign in as an athlete."""
    if "athlete" not in visitor.scopes:
        raise SignedOut("other")
    return visitor.subject


AthleteVisitor = Annotated[str, Depends(athlete)]


async def operator(visitor: Visitor) -> None:
    """Let operators and coaches in; everybody else is asked to sign in as one."""
    if not visitor.scopes & {"ops", "coach"}:
        raise SignedOut("operator")


async def same_origin(request: Request) -> None:
    """Raise Problem 403 for a form that another site sent (the cookie is not enough)."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in SAFE:
        raise Problem(403, "this form was sent by another site")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise Problem(403, "this form was sent by another site")
