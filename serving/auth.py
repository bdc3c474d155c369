"""Bearer tokens (JWT, HS256) with scopes athlete, coach and ops."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import jwt

from serving.problems import Problem

Scope = Literal["athlete", "coach", "ops"]

ALGORITHM = "HS256"
ISSUER = "fitloop"
LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: a subject (an athlete's user_id, or a name) and what the token allows."""

    subject: str
    scopes: frozenset[str]

    def require(self, *allowed: Scope) -> None:
        """Raise Problem 403 unless the token carries one of the scopes."""
        if not self.scopes & set(allowed):
            raise Problem(403, f"needs a token with scope {' or '.join(allowed)}")

    def athlete(self, asked: str | None) -> str:
        """Return the athlete to act for: oneself, or the one a coach or operator names."""
        if "athlete" in self.scopes:
            if asked not in (None, self.subject):
                raise Problem(403, "an athlete's token reaches only that athlete", field="user_id")
            return self.subject
        self.require("coach", "ops")
        if asked is None:
            raise Problem(422, "name the athlete", field="user_id")
        return asked


class Tokens:
    """Issue and read tokens; their expiry is the one thing judged by the wall clock."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._erased: set[str] = set()

    def issue(
        self, subject: str, scopes: Collection[Scope], *, lifetime: timedelta = LIFETIME
    ) -> str:
        """Return a signed token for a subject."""
        now = datetime.now(UTC)
        claims = {"iss": ISSUER, "sub": subject, "scope": " ".join(sorted(scopes))}
        times = {"iat": now, "exp": now + lifetime}
        return jwt.encode(claims | times, self._secret, algorithm=ALGORITHM)

    def block(self, *subjects: str) -> None:
        """Refuse every token of athletes who were erased."""
        self._erased.update(subjects)

    def read(self, authorization: str | None) -> Identity:
        """Return who the `Authorization` header speaks for; raise Problem 401 or 410 otherwise."""
        identity = self.signed(authorization)
        if identity.subject in self._erased:
            raise Problem(410, "this account was erased", field="Authorization")
        return identity

    def signed(self, authorization: str | None) -> Identity:
        """Return who a valid token was made for, even if they were erased since."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Problem(401, "send `Authorization: Bearer TOKEN`", field="Authorization")
        try:
            claims = jwt.decode(token, self._secret, algorithms=[ALGORITHM], issuer=ISSUER)
        except jwt.InvalidTokenError as error:
            raise Problem(401, f"token refused: {error}", field="Authorization") from error
        return Identity(str(claims["sub"]), frozenset(str(claims["scope"]).split()))
