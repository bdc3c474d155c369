"""What lets us ask Oura for one athlete's data: a file each, readable by its owner alone."""

import json
import os
import re
from pathlib import Path
from typing import Any

PLAIN = re.compile(r"[A-Za-z0-9-]{1,64}")
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class NotSignedIn(RuntimeError):
    """There is no token of an athlete, or Oura takes it no more."""


def token_file(state: Path, user_id: str) -> Path:
    """Return where an athlete's token is; ValueError for what can be no user_id."""
    if not PLAIN.fullmatch(user_id):
        raise ValueError(f"a user_id holds letters, digits and dashes, got {user_id!r}")
    return state / "oura" / f"{user_id}.json"


def load(file: Path) -> dict[str, Any]:
    """Return a stored token; NotSignedIn without one. Nothing of it stands in the error."""
    again = "run `python -m jobs.oura authorize`"
    try:
        token = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise NotSignedIn(f"nobody has signed in to Oura for {file.stem}: {again}") from None
    except ValueError:
        raise NotSignedIn(f"the token file of {file.stem} is damaged: {again}") from None
    if not isinstance(token, dict) or not isinstance(token.get("access_token"), str):
        raise NotSignedIn(f"the token file of {file.stem} holds no token: {again}")
    return token


def save(file: Path, token: dict[str, Any]) -> None:
    """Store a token: on the disk, whole, before anybody uses it.

    A refresh token counts once. One that was used and not kept is an athlete who has to sign in.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "w") as out:
        json.dump(token, out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
