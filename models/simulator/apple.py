"""Write an Apple Health export: `apple_health_export/export.xml` in a zip, as an iPhone does."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from models.simulator.apple_header import header
from models.simulator.diary import Day
from models.simulator.latent import STRENGTH
from models.simulator.truth import Traits

TYPE = "HKQuantityTypeIdentifier"
WATCH, PHONE = "Apple\N{NO-BREAK SPACE}Watch", "iPhone"
"""Apple writes the watch's name with a non-breaking space."""
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
STAGES = (("Core", 0.30), ("Deep", 0.18), ("REM", 0.12), ("Core", 0.25), ("REM", 0.15))
SPARSE, DENSE = timedelta(minutes=75), timedelta(minutes=1)
"""Full watch density: one heart rate and one energy record a minute while awake."""
WOKE = timedelta(hours=6, minutes=10)
MORNING, AWAKE = timedelta(hours=8), timedelta(hours=15)
TRAINED = timedelta(hours=18)
PULSE = {STRENGTH: 112, "Running": 148, "Cycling": 138, "Walking": 102, "Yoga": 92}
YESTERDAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """Whose export, and how often the watch recorded."""

    traits: Traits
    rng: np.random.Generator
    step: timedelta


def export_zip(
    traits: Traits, days: Sequence[Day], rng: np.random.Generator, *, dense: bool
) -> bytes:
    """Return the zip; the same arguments give the same bytes."""
    watch, out = Watch(traits, rng, DENSE if dense else SPARSE), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        # a fixed time: a zip holds the time of its writing, which would change its bytes
        entry = zipfile.ZipInfo("apple_health_export/export.xml", (2026, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as file:
            person, now = traits.profile, _text(days[-1].midnight + MORNING)
            file.write(header(now, person.birth_year, person.sex).encode())
            for day in days:
                file.write("".join(_day(watch, day)).encode())
            file.write(b"</HealthData>\n")
    return out.getvalue()


def _day(watch: Watch, day: Day) -> Iterator[str]:
    """Yield what was recorded from yesterday morning until this one."""
    if day.measured.steps is None:
        return
    yield from _steps(watch, day, day.measured.steps)
    yield from _heart(watch, day)
    if day.trained_min:
        yield _workout(watch, day)
    if watch.traits.by_night:
        yield from _night(day)
    yield from _mornings(day)


def _record(kind: str, unit: str, span: tuple[str, str], value: str, source: str = WATCH) -> str:
    return (
        f' <Record type="{TYPE}{kind}" sourceName="{source}" sourceVersion="11.1" unit="{unit}"'
        f' creationDate="{span[1]}" startDate="{span[0]}" endDate="{span[1]}" value="{value}"/>\n'
    )


def _night(day: Day) -> Iterator[str]:
    asleep = timedelta(hours=day.slept_h)
    woke = day.midnight + WOKE
    at = woke - asleep * 1.03
    yield _sleep("InBed", at - asleep * 0.03, woke, PHONE)
    for name, share in STAGES:
        yield _sleep(f"Asleep{name}", at, at + asleep * share, WATCH)
        at += asleep * share
    yield _sleep("Awake", at, woke, WATCH)


def _sleep(value: str, start: datetime, end: datetime, source: str) -> str:
    return (
        f' <Record type="{SLEEP}" sourceName="{source}" sourceVersion="11.1"'
        f' creationDate="{_text(end)}" startDate="{_text(start)}" endDate="{_text(end)}"'
        f' value="HKCategoryValueSleepAnalysis{value}"/>\n'
    )


def _mornings(day: Day) -> Iterator[str]:
    measured = day.measured
    start, end = (_text(day.midnight + WOKE - timedelta(minutes=m)) for m in (10, 9))
    if measured.sdnn_ms is not None:
        yield _record("HeartRateVariabilitySDNN", "ms", (start, end), f"{measured.sdnn_ms:.3f}")
    if measured.resting_hr is not None:
        night = (_text(day.midnight), end)
        yield _record("RestingHeartRate", "count/min", night, f"{measured.resting_hr:.0f}")


def _steps(watch: Watch, day: Day, total: int) -> Iterator[str]:
    """Yield yesterday's steps by watch and, fewer, by phone: the lake must not add them up."""
    for index, share in enumerate(watch.rng.dirichlet(np.full(12, 2.0))):
        start = day.midnight - YESTERDAY + MORNING + timedelta(hours=index)
        span = (_text(start), _text(start + timedelta(minutes=50)))
        yield _record("StepCount", "count", span, str(int(total * share)))
        if index % 3 == 0:
            yield _record("StepCount", "count", span, str(int(total * share * 0.8)), PHONE)


def _heart(watch: Watch, day: Day) -> Iterator[str]:
    start = day.midnight - YESTERDAY + MORNING
    count = int(AWAKE / watch.step)
    rates = watch.traits.resting_hr + 18 + 9 * watch.rng.normal(size=count)
    energy = watch.rng.gamma(2.0, 0.12 * watch.step.total_seconds() / 60, size=count)
    times = [_text(start + index * watch.step) for index in range(count + 1)]
    for index, rate in enumerate(np.maximum(rates, 40)):
        at, until = times[index], times[index + 1]
        yield _record("HeartRate", "count/min", (at, at), f"{rate:.0f}")
        yield _record("ActiveEnergyBurned", "kcal", (at, until), f"{energy[index]:.3f}")


def _workout(watch: Watch, day: Day) -> str:
    source = f'sourceName="{WATCH}" sourceVersion="11.1"'
    begin = day.midnight - YESTERDAY + TRAINED
    start, end = _text(begin), _text(begin + timedelta(minutes=day.trained_min))
    span = f'startDate="{start}" endDate="{end}"'
    rate = PULSE[day.sport] + 6 * watch.rng.normal()
    burned = day.trained_min * rate / 16
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{day.sport}"'
        f' duration="{day.trained_min}" durationUnit="min" {source}'
        f' creationDate="{end}" {span}>\n'
        f'  <MetadataEntry key="HKTimeZone" value="{watch.traits.profile.timezone}"/>\n'
        f'  <WorkoutStatistics type="{TYPE}ActiveEnergyBurned" {span} sum="{burned:.1f}"'
        f' unit="kcal"/>\n'
        f'  <WorkoutStatistics type="{TYPE}HeartRate" {span} average="{rate:.1f}"'
        f' unit="count/min"/>\n </Workout>\n'
    )


def _text(at: datetime) -> str:
    """Return a time as Apple writes it; strftime takes four times as long."""
    iso = at.isoformat(" ", "seconds")
    return f"{iso[:19]} {iso[19:22]}{iso[23:25]}"
