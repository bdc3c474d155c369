from dataclasses import replace

import pytest

from models.features.catalogue import DAILY
from models.privacy import aggregates
from models.privacy.aggregates import (
    BOUNDS,
    EVERYONE,
    Person,
    cell_of,
    cohorts,
    release,
)
from models.privacy.noise import Bounds, Noisy, NoisyMean

VALUES = {name: (bounds.low + bounds.high) / 2 for name, bounds in BOUNDS.items()}
RUNNER = Person("endurance", VALUES, active_minutes=60.0)


def exact(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Leave the noise away; return a list that gathers what each measurement would cost."""
    costs: list[float] = []

    def count(athletes: int, epsilon: float) -> Noisy:
        costs.append(epsilon)
        return Noisy(float(athletes), 0.0)

    def mean(values: list[float], bounds: Bounds, epsilon: float) -> NoisyMean:
        value = sum(values) / len(values) if values else None
        costs.append(epsilon)
        return NoisyMean(Noisy(float(len(values)), 0.0), value, 0.0)

    monkeypatch.setattr(aggregates, "noisy_count", count)
    monkeypatch.setattr(aggregates, "noisy_mean", mean)
    return costs


def shown(people: list[Person]) -> set[str]:
    return {f.cohort for f in release(people) if f.feature == "athletes" and not f.suppressed}


def test_an_athlete_is_in_one_cohort_of_each_level() -> None:
    inside = [c for c in cohorts() if aggregates._within(RUNNER, c)]

    assert [c.level for c in inside] == [0, 1, 2]
    assert cell_of(RUNNER) == "endurance, High Activity"
    assert inside[2].parent == inside[1].name


def test_one_release_costs_an_athlete_its_epsilon_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs = exact(monkeypatch)
    release([], epsilon=0.8)

    known, each = cohorts(), len(BOUNDS)
    sizes, means = costs[: len(known)], costs[len(known) :]
    paid = sum(
        sizes[i] + sum(means[i * each : (i + 1) * each])
        for i, cohort in enumerate(known)
        if aggregates._within(RUNNER, cohort)
    )
    assert len(means) == each * len(known)
    assert paid == pytest.approx(0.8)


@pytest.mark.parametrize(("athletes", "expected"), [(10, False), (11, True)])
def test_ten_athletes_are_not_shown_and_eleven_are(
    monkeypatch: pytest.MonkeyPatch, athletes: int, expected: bool
) -> None:
    exact(monkeypatch)

    assert (EVERYONE in shown([RUNNER] * athletes)) is expected


def test_what_subtraction_would_tell_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    others = [replace(RUNNER, goal="strength")] * 40 + [replace(RUNNER, goal="muscle")] * 30

    # the other three goals are empty: what everyone minus the shown goals leaves is five
    assert shown([*others, *[RUNNER] * 5]) & {"strength", "muscle", "endurance"} == {"strength"}


def test_a_mean_of_few_is_hidden_in_a_cohort_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    without = replace(RUNNER, values={**VALUES, "hrv_rmssd_7d_mean": None})
    people = [without] * 50 + [RUNNER] * 10

    found = {f.feature: f for f in release(people) if f.cohort == EVERYONE}

    assert found["hrv_rmssd_7d_mean"].suppressed == "small"
    assert found["hrv_rmssd_7d_mean"].value is None
    assert found["sleep_7d_mean_h"].value == 7


def test_real_noise_hides_a_cohort_of_ten_nearly_always() -> None:
    people = [RUNNER] * 10

    seen = sum(EVERYONE in shown(people) for _ in range(40))

    # one in twenty by design
    assert seen <= 9


@pytest.mark.parametrize(("half_width", "why"), [(1.9, None), (2.1, "noise")])
def test_a_figure_whose_noise_is_as_wide_as_its_range_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, half_width: float, why: str | None
) -> None:
    exact(monkeypatch)
    # sleep lies between 5 and 9 hours
    drawn = NoisyMean(Noisy(60.0, 0.0), 7.0, half_width)
    monkeypatch.setattr(aggregates, "noisy_mean", lambda *_: drawn)

    found = {f.feature: f for f in release([RUNNER] * 60) if f.cohort == EVERYONE}

    assert found["sleep_7d_mean_h"].suppressed == why
    assert found["sleep_7d_mean_h"].noise == (None if why else half_width)


def test_many_athletes_are_described_well() -> None:
    figures = {f.feature: f for f in release([RUNNER] * 20_000) if f.cohort == EVERYONE}

    assert figures["athletes"].value == pytest.approx(20_000, abs=150)
    assert figures["sleep_7d_mean_h"].value == pytest.approx(7.0, abs=0.05)


def test_bounds_lie_within_the_catalogues_ranges() -> None:
    ranges = {feature.name: feature for feature in DAILY}

    for name, bounds in BOUNDS.items():
        assert ranges[name].low <= bounds.low < bounds.high <= ranges[name].high
