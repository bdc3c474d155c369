from collections import Counter

from models.catalogue.lifts import LIFTS, MUSCLES
from models.features.catalogue import DAILY, FEATURES, GROUPS, REQUEST, described, service_hash
from models.features.series import KNOWN, SERIES
from models.features.table import FILE, table

WINDOWS = {1, 3, 7, 14, 28, 42}


def test_names_are_unique_and_many() -> None:
    names = [feature.name for feature in FEATURES]

    assert len(set(names)) == len(names)
    assert len(DAILY) >= 222
    assert all(name == name.lower() and name.isidentifier() for name in names)


def test_every_feature_is_described_in_full() -> None:
    for feature in FEATURES:
        assert feature.unit
        assert feature.minimum
        assert feature.source
        assert feature.description
    assert {feature.group for feature in DAILY} == set(GROUPS)
    assert {feature.group for feature in REQUEST} == {"request"}
    assert {feature.dtype for feature in FEATURES} == {"float64"}


def test_ranges_are_finite_and_hold_something() -> None:
    for feature in FEATURES:
        assert -100_000 <= feature.low < feature.high <= 1_000_000


def test_ranges_follow_their_units() -> None:
    by_unit = {"z": (-6, 6), "d": (0, None), "%": (0, 100), "ms": (1, None)}
    for feature in FEATURES:
        low, high = by_unit.get(feature.unit, (None, None))
        assert low is None or feature.low == low, feature.name
        assert high is None or feature.high == high, feature.name
    shares = [f for f in FEATURES if "share" in f.name and f.name != "night_dip_share"]
    assert {(f.low, f.high) for f in shares} == {(0, 1)}
    assert {(f.low, f.high) for f in FEATURES if f.name.startswith("has_")} == {(0, 1)}


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
    assert service_hash() == "b7513e17865b46a5"


def test_a_group_stands_in_one_place() -> None:
    order = [feature.group for feature in DAILY]

    assert sorted(order, key=GROUPS.index) == order
    assert min(Counter(order).values()) >= 10


def test_a_family_has_the_windows_that_its_series_declares() -> None:
    catalogued = {feature.name: feature for feature in DAILY}
    for series in SERIES:
        assert {*series.means, *series.sds, *series.trends} <= WINDOWS
        for n in series.means:
            one = catalogued[f"{series.name}_{n}d_mean"]
            assert (one.low, one.high) == (series.low, series.high)
            assert one.minimum == f"{KNOWN[n]} days of {n}"


def test_every_lift_and_muscle_group_is_followed() -> None:
    names = {feature.name for feature in DAILY}

    assert {f"e1rm_{lift}_28d_kg" for lift in LIFTS} <= names
    assert {f"e1rm_{lift}_trust_28d" for lift in LIFTS} <= names
    assert {f"sets_{muscle}_7d" for muscle in MUSCLES} <= names


def test_the_readme_is_the_catalogue() -> None:
    # python -m models.features.table writes it
    assert FILE.read_text(encoding="utf-8") == table()


def test_the_catalogue_is_readable_as_plain_values() -> None:
    assert [row["name"] for row in described()] == [feature.name for feature in FEATURES]
