"""Online == offline: 1,000 athletes, every feature, through real Feast on SQLite."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.settings import Settings
from jobs.materialize import apply, materialize
from jobs.tables import location, read_arrow
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from tests.builders.gold_days import LAST, athlete, gold_days, write_gold_days
from tests.builders.parity import Parity, compared, historical_rows, newest_rows, online_rows
from tests.conftest import settings_at

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
ATHLETES, DAYS = 1000, 2
TOLERANCE = 1e-6
USERS = [athlete(number) for number in range(ATHLETES)]
TOMORROW = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) + timedelta(days=1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write gold, write it again as a rebuild does, and materialise the second."""
    from deltalake import write_deltalake

    settings = settings_at(tmp_path_factory.mktemp("parity"))
    write_gold_days(settings, ATHLETES // 10, DAYS)
    again = gold_days(ATHLETES, DAYS, seed=8)
    write_deltalake(location(DAILY_FEATURES, settings), again, mode="overwrite")
    apply(settings)
    assert materialize(settings) == ATHLETES
    return settings


@pytest.fixture(scope="module")
def online(filled: Settings) -> dict[str, dict[str, float | None]]:
    return online_rows(filled, USERS)


def held(parity: Parity) -> bool:
    return parity.largest <= TOLERANCE and parity.one_sided == 0


def test_every_feature_is_online_what_it_is_in_gold(
    filled: Settings, online: dict[str, dict[str, float | None]]
) -> None:
    found = compared(online, newest_rows(filled))

    assert held(found), found
    assert found.values > 0.8 * ATHLETES * len(DAILY)


def test_feasts_own_point_in_time_join_says_the_same(
    filled: Settings, online: dict[str, dict[str, float | None]]
) -> None:
    """Feast 0.67 reads a Delta folder's files without its log: it is given one version's alone."""
    from deltalake import write_deltalake

    root = filled.state / "snapshot"
    there = {"lake": str(root), "feast_registry": str(filled.state / "snapshot.db")}
    snapshot = filled.model_copy(update=there)
    write_deltalake(location(DAILY_FEATURES, snapshot), read_arrow(DAILY_FEATURES, filled))
    apply(snapshot)

    found = compared(online, historical_rows(snapshot, USERS, TOMORROW))

    assert held(found), found
    assert found.values > 0.8 * ATHLETES * len(DAILY)


def test_the_comparison_sees_what_differs(filled: Settings) -> None:
    name = DAILY[0].name
    one = {"a": {name: 1.0}, "b": {name: None}, "c": {name: 2.0}}
    other = {"a": {name: 1.5}, "b": {name: 3.0}}

    assert compared(one, other) == Parity(largest=0.5, one_sided=2, values=1)
