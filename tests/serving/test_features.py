"""The online row through a real Feast store; a store that is away is flagged, never raised."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.settings import Settings
from models.features.catalogue import DAILY
from serving.features import UNAVAILABLE, Feast, Online
from tests.builders.online_store import SEEN, STATE_BYTES, WORN, fill_online_store


def places(folder: Path) -> Settings:
    return Settings(
        online_store=str(folder / "online.db"), feast_registry=str(folder / "registry.db")
    )


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feast]:
    config = places(tmp_path_factory.mktemp("feast")).feast_config()
    night = {"hrv_rmssd_ms": 21.0, "hrv_rmssd_z_28d": -2.5, "sleep_duration_h": 4.5}
    fill_online_store(config, ["ann", "ben", "cat"], "enc-1:pooled", live={"cat": night})
    return Feast(config)


def test_an_athletes_row_has_body_and_state(reader: Feast) -> None:
    row = reader.read("ann", "enc-1:pooled")

    assert row.daily.keys() == {feature.name for feature in DAILY}
    assert all(isinstance(value, float) for value in row.daily.values())
    assert row.daily_at == SEEN
    assert (len(row.state or b""), row.state_version, row.state_day) == (STATE_BYTES, 3, 20_726)


def test_another_learner_has_no_state_of_this_one(reader: Feast) -> None:
    row = reader.read("ann", "enc-2:pooled")

    assert (row.state, row.state_version, row.state_day) == (None, 0, None)
    assert row.daily_at == SEEN


def test_somebody_unknown_has_everything_missing(reader: Feast) -> None:
    row = reader.read("nobody", "enc-1:pooled")

    assert set(row.daily.values()) == {None}
    assert (row.daily_at, row.state, row.available) == (None, None, True)


def test_live_values_stand_where_the_daily_ones_stood(reader: Feast) -> None:
    body, usual = reader.read("cat", "enc-1:pooled"), reader.read("ann", "enc-1:pooled")

    assert (body.daily["hrv_rmssd_ms"], body.daily["hrv_rmssd_z_28d"]) == (21.0, -2.5)
    assert (body.daily["sleep_duration_h"], body.daily["wearable_age_h"]) == (4.5, 0.0)
    assert body.daily["hrv_sdnn_ms"] is not None
    assert body.daily.keys() == usual.daily.keys()
    assert (body.daily_at, body.live_at) == (WORN, WORN)
    assert (usual.daily_at, usual.live_at) == (SEEN, None)


def test_a_store_that_is_away_is_flagged(tmp_path: Path) -> None:
    reader = Feast(places(tmp_path).feast_config())
    reader.warm()

    assert reader.read("ann", None) == UNAVAILABLE != Online()
