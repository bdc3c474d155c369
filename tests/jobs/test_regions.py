"""Which days are built anew."""

from datetime import date, timedelta

from jobs.regions import EVERYTHING, MOST_NAMED, Region, following, regions

TODAY = date(2026, 9, 10)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_recent_days_stand_together_and_old_ones_apart() -> None:
    spans = {"a": (ago(3), TODAY), "b": (ago(20), ago(10)), "late": (ago(400), ago(390))}

    found = regions(spans, TODAY)

    assert found == (
        Region(frozenset({"a", "b"}), ago(20), TODAY),
        Region(frozenset({"late"}), ago(400), ago(390)),
    )


def test_nothing_new_leaves_everybodys_last_days() -> None:
    assert regions({}, TODAY) == ()
    assert following((), TODAY, TODAY, 90) == (Region(None, ago(2), TODAY),)


def test_a_lake_that_stood_still_catches_up_from_its_last_day() -> None:
    assert following((), ago(30), TODAY, 90) == (Region(None, ago(32), TODAY),)


def test_a_late_day_is_felt_as_long_as_features_look_back() -> None:
    late = Region(frozenset({"late"}), ago(400), ago(390))

    first, everybody = following((late,), TODAY, TODAY, 90)

    assert first == Region(frozenset({"late"}), ago(400), ago(300))
    assert everybody.users is None


def test_nobody_is_named_where_they_are_too_many() -> None:
    many = {f"u{n}": (ago(1), TODAY) for n in range(MOST_NAMED + 1)}

    assert [region.users for region in regions(many, TODAY)] == [None]


def test_predicates_name_athletes_months_and_days() -> None:
    region = Region(frozenset({"o'neill", "b"}), date(2026, 8, 30), date(2026, 9, 2))

    assert region.of_months() == (
        "user_id IN ('b', 'o''neill') AND month >= '2026-08' AND month <= '2026-09'"
    )
    assert region.of_days().endswith("AND day >= DATE'2026-08-30' AND day <= DATE'2026-09-02'")
    assert str(region) == "2 athletes from 2026-08-30 to 2026-09-02"
    assert str(EVERYTHING) == "everything"
