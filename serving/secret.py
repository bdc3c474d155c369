"""The key that signs tokens: from the settings, or a private file of a local profile."""

import os
import secrets
from pathlib import Path

from infra.settings import Settings

BYTES = 32


class NoSecret(RuntimeError):
    """A production profile was started without FITLOOP_JWT_SECRET."""


def secret_of(settings: Settings) -> str:
    """Return the signing key; a local profile makes its own file once."""
    given = settings.jwt_secret.get_secret_value()
    if given:
        return given
    if settings.profile == "production":
        raise NoSecret("FITLOOP_JWT_SECRET is required in the production profile")
    return _kept(settings.state / "secrets" / "jwt.key")


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together, exactly one writes the key
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(BYTES))
    return path.read_text().strip()
