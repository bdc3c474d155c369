from contextlib import chdir
from datetime import timedelta
from typing import Any

import pytest

from infra.settings import REPO
from models.domain.decisions import FEATURE_SERVICE
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from models.features.live import FEATURES

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def repo() -> Any:
    """Read the folder as `feast plan` does."""
    from feast.repo_operations import parse_repo

    with chdir(REPO):
        return parse_repo(REPO / "feature_repo")


def view(repo: Any, name: str) -> Any:
    (found,) = (view for view in repo.feature_views if view.name == name)
    return found


def test_the_daily_view_is_the_catalogue_in_its_order(repo: Any) -> None:
    from feast.types import Float64

    fields = view(repo, "daily_features").features

    assert [field.name for field in fields] == [feature.name for feature in DAILY]
    assert {field.dtype for field in fields} == {Float64}
    assert [field.description for field in fields] == [
        f"{feature.description} [{feature.unit}]" for feature in DAILY
    ]


def test_the_daily_view_reads_the_gold_table_by_its_event_time(repo: Any) -> None:
    from feast.data_format import DeltaFormat

    daily = view(repo, "daily_features")

    assert daily.entities == ["athlete"]
    assert daily.ttl == timedelta(days=30)
    assert daily.batch_source.timestamp_field == "event_ts"
    assert daily.batch_source.path.endswith(f"/{DAILY_FEATURES.path}")
    assert isinstance(daily.batch_source.file_format, DeltaFormat)


def test_the_state_view_never_expires_and_has_a_learners_key(repo: Any) -> None:
    state = view(repo, "athlete_state")

    assert state.ttl == timedelta(0)
    assert [field.name for field in state.features] == [
        "state",
        "athlete_state_version",
        "state_day",
    ]
    assert {e.name: e.join_key for e in repo.entities if e.name != "__dummy"} == {
        "athlete": "user_id",
        "learner": "user_learner",
    }


def test_the_live_view_is_pushed_and_never_expires_before_the_daily_one(repo: Any) -> None:
    live = view(repo, "live_body")

    assert live.stream_source.name == "live_body"
    assert live.ttl == view(repo, "daily_features").ttl
    assert live.entities == ["athlete"]


def test_the_one_service_has_every_view_and_no_name_twice(repo: Any) -> None:
    (service,) = repo.feature_services
    daily, state, live = service.feature_view_projections

    assert service.name == FEATURE_SERVICE
    assert [one.name for one in (daily, state, live)] == [
        "daily_features",
        "athlete_state",
        "live_body",
    ]
    # the samples behind a live row are the stream's own
    assert [field.name for field in live.features] == [f"live_{name}" for name in FEATURES]
    assert set(FEATURES) <= {feature.name for feature in DAILY}
    assert [field.name for field in daily.features] == [feature.name for feature in DAILY]
    assert len(state.features) == 3


def test_everything_says_what_it_is_whose_it_is_and_how_private(repo: Any) -> None:
    sources = [*repo.data_sources, *(view.batch_source for view in repo.feature_views)]
    entities = [entity for entity in repo.entities if entity.name != "__dummy"]
    named = [*repo.projects, *entities, *sources, *repo.feature_views, *repo.feature_services]

    assert [one.name for one in named if not one.description] == []
    assert [one.name for one in named if not one.owner.endswith("@fitloop")] == []
    assert {one.tags["privacy"] for one in named} == {"health", "pseudonym"}
    layered = [*sources, *repo.feature_views, *repo.feature_services]
    assert {one.tags["layer"] for one in layered} == {"gold", "online"}


def test_a_views_tags_name_its_groups_and_a_features_its_unit(repo: Any) -> None:
    daily = view(repo, "daily_features")

    assert daily.tags["groups"].split(",") == list(dict.fromkeys(f.group for f in DAILY))
    assert [(f.tags["group"], f.tags["unit"], f.tags["minimum"]) for f in daily.features] == [
        (f.group, f.unit, f.minimum) for f in DAILY
    ]
    for one in repo.feature_views:
        assert [f.name for f in one.features if not f.description] == []
