"""Feast: who is asked about, which views exist, and the one service that decisions read.

`jobs.materialize` applies this file and points the sources at the lake of its settings.
"""

from datetime import timedelta

from feast import Entity, FeatureService, FeatureView, Field, FileSource, Project, PushSource
from feast.data_format import DeltaFormat
from feast.types import Bytes, Float64, Int64, String
from feast.value_type import ValueType

from models.domain.decisions import FEATURE_SERVICE
from models.domain.tables import DAILY_FEATURES
from models.features.catalogue import DAILY
from models.features.feature import Feature
from models.features.live import FEATURES, PREFIX

TTL = timedelta(days=30)
DATA, LEARNING = "data-engineering@fitloop", "ml-engineering@fitloop"
"""Roles that answer for a definition, no persons."""
PSEUDONYM, HEALTH = {"privacy": "pseudonym"}, {"privacy": "health"}
"""A surrogate key; figures of a person's body and habits (GDPR article 9)."""
OFFLINE, ONLINE = {"layer": "gold"}, {"layer": "online"}
GROUPS = {"groups": ",".join(dict.fromkeys(f.group for f in DAILY))}
BY_NAME = {f.name: f for f in DAILY}


def tags_of(feature: Feature) -> dict[str, str]:
    """Return what the catalogue says of a feature beside its description."""
    return {"group": feature.group, "unit": feature.unit, "minimum": feature.minimum, **HEALTH}


project = Project(
    name="fitloop",
    description="What decides an athlete's plan, offline and online",
    tags=HEALTH,
    owner=DATA,
)
athlete = Entity(
    name="athlete",
    join_keys=["user_id"],
    value_type=ValueType.STRING,
    description="The athlete's surrogate; who is behind it stands in the database alone",
    tags=PSEUDONYM,
    owner=DATA,
)
learner = Entity(
    name="learner",
    join_keys=["user_learner"],
    value_type=ValueType.STRING,
    description="user_id|learner: one learner's own sums of one athlete",
    tags=PSEUDONYM,
    owner=LEARNING,
)

daily_source = FileSource(
    name="daily_features",
    path=f"../.fitloop/lake/{DAILY_FEATURES.path}",
    timestamp_field="event_ts",
    file_format=DeltaFormat(),
    description="One row per athlete and day, by the latest available_at that it uses",
    tags=OFFLINE | HEALTH,
    owner=DATA,
)
state_source = FileSource(
    name="athlete_state",
    path="../.fitloop/lake/gold/athlete_state",
    timestamp_field="event_timestamp",
    description="Never read: the stream and the rebuild write this view online only.",
    tags=ONLINE | HEALTH,
    owner=LEARNING,
)
live_rows = FileSource(
    name="live_body_rows",
    path="../.fitloop/lake/gold/live_body",
    timestamp_field="event_timestamp",
    description="Never read: the stream alone pushes this view, online only.",
    tags=ONLINE | HEALTH,
    owner=DATA,
)
live_source = PushSource(
    name="live_body",
    batch_source=live_rows,
    description="What the stream makes of the newest night's samples",
    tags=ONLINE | HEALTH,
    owner=DATA,
)

daily_features = FeatureView(
    name="daily_features",
    entities=[athlete],
    ttl=TTL,
    schema=[
        Field(
            name=f.name, dtype=Float64, description=f"{f.description} [{f.unit}]", tags=tags_of(f)
        )
        for f in DAILY
    ],
    source=daily_source,
    description="Nights that ended on the day, and days up to the one before",
    tags=OFFLINE | GROUPS | HEALTH,
    owner=DATA,
)
athlete_state = FeatureView(
    name="athlete_state",
    entities=[learner],
    # the event time is the version in microseconds since 1970, not a clock's
    ttl=timedelta(0),
    schema=[
        Field(name="state", dtype=Bytes, description="n, y, s of every action, little-endian"),
        Field(name="athlete_state_version", dtype=Int64, description="Grows by one a publish [1]"),
        Field(name="state_day", dtype=Int64, description="Day the sums are as of, from 1970 [d]"),
    ],
    source=state_source,
    description="Additive integer sums of one athlete's own answers",
    tags=ONLINE | HEALTH | {"groups": "state"},
    owner=LEARNING,
)
live_body = FeatureView(
    name="live_body",
    entities=[athlete],
    ttl=TTL,
    schema=[
        *(
            Field(
                name=f"{PREFIX}{name}",
                dtype=Float64,
                description=f"{BY_NAME[name].description}, by live samples [{BY_NAME[name].unit}]",
                tags=tags_of(BY_NAME[name]),
            )
            for name in FEATURES
        ),
        Field(
            name="live_samples",
            dtype=String,
            description="What the stream made the row of [JSON]",
            tags=HEALTH,
        ),
    ],
    source=live_source,
    description="Last night before any file or job has seen it; stands in for the daily values",
    tags=ONLINE | HEALTH | {"groups": ",".join(dict.fromkeys(BY_NAME[n].group for n in FEATURES))},
    owner=DATA,
)
plan_policy = FeatureService(
    name=FEATURE_SERVICE,
    features=[
        daily_features,
        athlete_state,
        live_body[[f"{PREFIX}{name}" for name in FEATURES]],
    ],
    description="Everything that a decision reads of an athlete, in one request",
    tags=ONLINE | HEALTH | {"consumer": "models.policy.decide"},
    owner=LEARNING,
)
