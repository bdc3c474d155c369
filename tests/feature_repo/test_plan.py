"""`feast plan` in CI, from Python: on an empty registry, and on one that is up to date."""

from datetime import timedelta
from pathlib import Path

import pytest

from infra.settings import Settings
from jobs.materialize import apply, definitions, feature_store, planned
from models.domain.decisions import FEATURE_SERVICE
from tests.conftest import settings_at

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def applied(tmp_path: Path) -> Settings:
    settings = settings_at(tmp_path)
    apply(settings)
    return settings


def test_everything_is_new_to_an_empty_registry(settings: Settings) -> None:
    changes = planned(settings)

    assert {
        "create project fitloop",
        "create entity athlete",
        "create entity learner",
        "create data source daily_features",
        "create feature view daily_features",
        "create feature view athlete_state",
        "create feature view live_body",
        f"create feature service {FEATURE_SERVICE}",
    } <= set(changes)
    assert all(change.startswith("create ") for change in changes)


def test_nothing_is_left_to_plan_after_apply(applied: Settings) -> None:
    assert planned(applied) == []


def test_a_view_that_was_applied_otherwise_is_an_update(applied: Settings) -> None:
    store = feature_store(applied)
    view = store.get_feature_view("daily_features")
    view.ttl = timedelta(days=1)
    store.apply([view])

    assert planned(applied) == ["update feature view daily_features"]


def test_what_is_no_longer_defined_leaves_with_the_next_apply(applied: Settings) -> None:
    from feast import FeatureService

    store = feature_store(applied)
    store.apply([FeatureService(name="plan_v0", features=[store.get_feature_view("live_body")])])
    assert planned(applied) == ["delete feature service plan_v0"]

    apply(applied)

    assert planned(applied) == []
    assert [one.name for one in feature_store(applied).list_feature_services()] == [FEATURE_SERVICE]


def test_the_plan_is_for_this_lake(applied: Settings) -> None:
    elsewhere = applied.model_copy(update={"lake": "s3://somewhere/lake"})

    assert "update data source daily_features" in planned(elsewhere)
    (source,) = (s for s in definitions(elsewhere).data_sources if s.name == "daily_features")
    assert source.path == "s3://somewhere/lake/gold/daily_features"
