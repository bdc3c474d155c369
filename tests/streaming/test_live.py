"""From a batch's samples to the online row: real Feast, real Delta, no broker."""

from datetime import timedelta
from typing import Any

import pytest

from infra.settings import Settings
from jobs.materialize import apply
from jobs.tables import location
from models.domain.tables import ATHLETES
from serving.features import Feast
from streaming.live import CHUNK, LiveBodies
from tests.builders.nights import write_nights
from tests.builders.samples import WOKE, sample

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
BAD_NIGHT = (sample("hrv_rmssd_ms", 20.0), sample("sleep_duration_h", 4.5))


@pytest.fixture
def store(settings: Settings) -> Settings:
    """Give u0 39 nights, in two partitions, and two others the last seven."""
    write_nights(settings, {"u0": 39, "kiwi": 7, "lost": 7}, WOKE.date())
    apply(settings)
    return settings


def body(settings: Settings, user: str = "u0") -> Any:
    return Feast(settings.feast_config()).read(user, None)


def stored(settings: Settings) -> Any:
    import sqlite3

    with sqlite3.connect(settings.online_store) as connection:
        found = connection.execute(
            "SELECT hex(entity_key), feature_name, hex(value), event_ts "
            "FROM fitloop_live_body ORDER BY 1, 2"
        ).fetchall()
    connection.close()
    return found


def test_the_next_decision_sees_the_night(store: Settings) -> None:
    assert LiveBodies(store).refresh(BAD_NIGHT) == 1

    row = body(store)
    assert (row.daily["hrv_rmssd_ms"], row.daily["sleep_duration_h"]) == (20.0, 4.5)
    assert row.daily["hrv_rmssd_z_28d"] == -6.0
    assert row.daily["wearable_age_h"] == 0.0
    assert (row.daily_at, row.live_at) == (WOKE, WOKE)


def test_a_replay_changes_nothing_and_a_restart_forgets_nothing(store: Settings) -> None:
    first = LiveBodies(store)
    first.refresh(BAD_NIGHT)
    before = stored(store)

    assert first.refresh(BAD_NIGHT) == 0
    again = LiveBodies(store)
    assert again.refresh(BAD_NIGHT) == 0
    assert stored(store) == before
    assert again.refresh([sample("resting_hr_bpm", 61.0)]) == 1
    row = body(store).daily
    assert (row["resting_hr_bpm"], row["sleep_duration_h"]) == (61.0, 4.5)


def test_what_comes_late_does_not_turn_the_row_back(store: Settings) -> None:
    bodies = LiveBodies(store)
    bodies.refresh(BAD_NIGHT)
    before = stored(store)

    late = sample("hrv_rmssd_ms", 70.0, end_ts=WOKE - timedelta(days=1))

    assert bodies.refresh([late, sample("steps", 900.0), "a decision"]) == 0
    assert stored(store) == before


def test_the_athletes_zone_is_that_of_the_lake(store: Settings) -> None:
    import pyarrow as pa
    from deltalake import write_deltalake

    people = {"user_id": ["kiwi", "lost"], "timezone": ["Pacific/Auckland", "Nowhere/At_All"]}
    write_deltalake(location(ATHLETES, store), pa.table(people))
    # half past three at night of the 1st in Auckland, and a seventh night before it
    woke = WOKE - timedelta(hours=15, minutes=30)
    both = [
        sample("hrv_rmssd_ms", 46.0, end_ts=woke, user_id=user, event_id=user)
        for user in people["user_id"]
    ]

    assert LiveBodies(store).refresh(both) == 2

    assert body(store, "kiwi").daily["hrv_rmssd_z_28d"] is not None
    assert body(store, "lost").daily["hrv_rmssd_z_28d"] is None


def test_many_athletes_go_in_short_writes(store: Settings) -> None:
    many = [
        sample("resting_hr_bpm", 50.0, user_id=f"a{n}", event_id=f"e{n}") for n in range(CHUNK + 1)
    ]

    assert LiveBodies(store).refresh(many) == CHUNK + 1
    assert body(store, f"a{CHUNK}").daily["resting_hr_bpm"] == 50.0
