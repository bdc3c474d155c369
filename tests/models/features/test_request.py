from models.features.catalogue import REQUEST
from models.features.request import CheckinFacts, request_features
from models.safety.profile import Injury, Profile

SAID = CheckinFacts(mood=4, sleep_quality=3, stress=2, anxiety=5, soreness=1, pain=0)


def test_the_features_are_those_of_the_catalogue_in_its_order() -> None:
    found = request_features(Profile(user_id="u"), SAID, 2, 30)

    assert list(found) == [feature.name for feature in REQUEST]


def test_values_lie_in_the_catalogued_ranges() -> None:
    profile = Profile(user_id="u", goal="strength", birth_year=1990, sex="female")
    found = request_features(profile, SAID, 6, 45)

    for feature in REQUEST:
        value = found[feature.name]
        assert value is not None
        assert feature.low <= value <= feature.high


def test_what_nobody_said_is_missing() -> None:
    found = request_features(Profile(user_id="u", sex="other"), None, 0, 30)

    silent = ("mood", "sleep_quality", "stress", "anxiety", "soreness", "pain", "birth_year")
    assert all(found[name] is None for name in (*silent, "sex_code"))
    assert found["minutes_available"] == 30.0


def test_only_open_injuries_count() -> None:
    injuries = tuple(Injury("knee", None, status) for status in ("active", "recovering", "past"))

    assert (
        request_features(Profile(user_id="u", injuries=injuries), None, 0, 30)["open_injuries"] == 2
    )
