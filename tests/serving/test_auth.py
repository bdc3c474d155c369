"""Tokens say who asks, and an athlete reaches only themselves."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from serving.auth import Identity, Tokens
from serving.problems import Problem
from serving.secret import NoSecret, secret_of

SECRET = "0123456789abcdef0123456789abcdef"


def test_a_token_comes_back_as_who_it_was_made_for() -> None:
    tokens = Tokens(SECRET)

    read = tokens.read(f"Bearer {tokens.issue('ann', ['athlete', 'coach'])}")

    assert read == Identity("ann", frozenset({"athlete", "coach"}))


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc", "Bearer not.a.token"])
def test_anything_else_is_refused(header: str | None) -> None:
    with pytest.raises(Problem) as refused:
        Tokens(SECRET).read(header)
    assert (refused.value.status, refused.value.field) == (401, "Authorization")


def test_a_token_of_another_key_or_of_yesterday_is_refused() -> None:
    foreign = Tokens(SECRET[::-1]).issue("ann", ["ops"])
    stale = Tokens(SECRET).issue("ann", ["ops"], lifetime=timedelta(seconds=-1))

    for token in (foreign, stale):
        with pytest.raises(Problem, match="token refused"):
            Tokens(SECRET).read(f"Bearer {token}")


def test_an_athlete_is_only_themselves() -> None:
    ann = Identity("ann", frozenset({"athlete"}))

    assert ann.athlete(None) == ann.athlete("ann") == "ann"
    with pytest.raises(Problem, match="only that athlete"):
        ann.athlete("ben")
    with pytest.raises(Problem, match="scope ops"):
        ann.require("ops")


def test_a_coach_names_the_athlete() -> None:
    coach = Identity("carla", frozenset({"coach"}))

    assert coach.athlete("ann") == "ann"
    with pytest.raises(Problem, match="name the athlete"):
        coach.athlete(None)


def test_a_local_key_is_made_once_and_private(settings: Settings) -> None:
    first, second = secret_of(settings), secret_of(settings)

    file = settings.state / "secrets" / "jwt.key"
    assert first == second == file.read_text()
    assert (len(first), file.stat().st_mode & 0o777) == (64, 0o600)


def test_production_brings_its_own_key(tmp_path: Path) -> None:
    with pytest.raises(NoSecret, match="FITLOOP_JWT_SECRET"):
        secret_of(Settings(profile="production", state=tmp_path))
    given = Settings(profile="production", state=tmp_path, jwt_secret=SecretStr(SECRET))
    assert secret_of(given) == SECRET
