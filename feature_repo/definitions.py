"""Feast: who is asked about, which views exist, and the one service that decisions read.

`jobs.materialize` applies this file and points the sources at the lake of its settings.
"""

from datetime import timedelta

from feast import Entity, FeatureService, FeatureView, Field, FileSource, PushSource
from feast.data_format import DeltaFormat
from feast.types import Bytes, Float64, Int64, String
from feast.value_type import ValueType

from models.domain.decisions import FEATURE_SERVICE
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from models.features.live import FEATURES, PREFIX

TTL = timedelta(days=30)

athlete = Entity(name="athlete", join_keys=["user_id"], value_type=ValueType.STRING)
learner = Entity(
    name="learner",
    join_keys=["user_learner"],
    value_type=ValueType.STRING,
    description="user_id|learner: one learner's own sums of one athlete",
)

daily_source = FileSource(
    name="daily_features",
    path=f"../.fitloop/lake/{DAILY_FEATURES.path}",
    timestamp_field="event_ts",
    file_format=DeltaFormat(),
)
state_source = FileSource(
    name="athlete_state",
    path="../.fitloop/lake/gold/athlete_state",
    timestamp_field="event_timestamp",
    description="Never read: the stream and the rebuild write this view online only.",
)
live_source = PushSource(
    name="live_body",
    batch_source=FileSource(
        name="live_body_rows",
        path="../.fitloop/lake/gold/live_body",
        timestamp_field="event_timestamp",
        description="Never read: the stream alone pushes this view, online only.",
    ),
)

daily_features = FeatureView(
    name="daily_features",
    entities=[athlete],
    ttl=TTL,
    schema=[
        Field(name=f.name, dtype=Float64, description=f"{f.description} [{f.unit}]") for f in DAILY
    ],
    source=daily_source,
)
athlete_state = FeatureView(
    name="athlete_state",
    entities=[learner],
    # the event time is the version in microseconds since 1970, not a clock's
    ttl=timedelta(0),
    schema=[
        Field(name="state", dtype=Bytes),
        Field(name="athlete_state_version", dtype=Int64),
        Field(name="state_day", dtype=Int64),
    ],
    source=state_source,
)
live_body = FeatureView(
    name="live_body",
    entities=[athlete],
    ttl=TTL,
    schema=[
        *(Field(name=f"{PREFIX}{name}", dtype=Float64) for name in FEATURES),
        Field(name="live_samples", dtype=String, description="What the stream made the row of"),
    ],
    source=live_source,
)
plan_v2 = FeatureService(
    name=FEATURE_SERVICE,
    features=[
        daily_features,
        athlete_state,
        live_body[[f"{PREFIX}{name}" for name in FEATURES]],
    ],
)
