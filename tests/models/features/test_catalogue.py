from models.features.catalogue import DAILY, FEATURES, REQUEST, described, service_hash

GROUPS = {
    "hrv", "heart", "sleep", "activity", "load", "strength", "recovery", "adherence", "wellbeing",
    "quality", "request",
}  # fmt: skip


def test_names_are_unique_and_many() -> None:
    names = [feature.name for feature in FEATURES]

    assert len(set(names)) == len(names) >= 60
    assert len(DAILY) >= 40
    assert all(name == name.lower() and name.isidentifier() for name in names)


def test_every_feature_is_described_in_full() -> None:
    for feature in FEATURES:
        assert feature.unit
        assert feature.minimum
        assert feature.description
    assert {feature.group for feature in FEATURES} == GROUPS
    assert {feature.dtype for feature in FEATURES} == {"float64"}


def test_ranges_are_finite_and_hold_something() -> None:
    for feature in FEATURES:
        assert -1000 <= feature.low < feature.high <= 1_000_000


def test_ranges_follow_their_units() -> None:
    by_unit = {"z": (-6, 6), "d": (0, None), "h": (None, None), "ms": (1, None)}
    for feature in FEATURES:
        low, high = by_unit.get(feature.unit, (None, None))
        assert low is None or feature.low == low, feature.name
        assert high is None or feature.high == high, feature.name
    assert {(f.low, f.high) for f in FEATURES if "share" in f.name} == {(0, 1)}


def test_a_mean_has_the_range_of_what_it_is_the_mean_of() -> None:
    ranges = {feature.name: (feature.low, feature.high) for feature in DAILY}
    pairs = {
        "hrv_rmssd_ms": "hrv_rmssd_7d_mean",
        "hrv_sdnn_ms": "hrv_sdnn_7d_mean",
        "resting_hr_bpm": "resting_hr_7d_mean",
        "sleep_duration_h": "sleep_7d_mean_h",
        "steps_1d": "steps_28d_mean",
        "oura_readiness_score": "oura_readiness_7d_mean",
    }
    assert all(ranges[one] == ranges[mean] for one, mean in pairs.items())


def test_the_day_comes_before_the_request() -> None:
    assert FEATURES == DAILY + REQUEST
    assert {feature.view for feature in DAILY} == {"daily_features"}
    assert {feature.view for feature in REQUEST} == {"request"}


def test_the_service_hash_changes_only_with_the_service() -> None:
    # a new value here means that recorded contexts no longer fit: it needs a new encoder
    assert service_hash() == "2f9908a14490f599"


def test_the_catalogue_is_readable_as_plain_values() -> None:
    assert [row["name"] for row in described()] == [feature.name for feature in FEATURES]
