"""Write an Apple Health export: `apple_health_export/export.xml` in a zip, as an iPhone does."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from models.simulator.signals import Signals
from models.simulator.truth import Latent, Traits

HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
]>
<HealthData locale="en_GB">
 <ExportDate value="{now}"/>
 <Me HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>
"""
TYPE = "HKQuantityTypeIdentifier"
WATCH, PHONE = "Apple Watch", "iPhone"
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
STAGES = (("Core", 0.55), ("Deep", 0.18), ("REM", 0.27))
WORKOUTS = ("Running", "Cycling", "FunctionalStrengthTraining", "Walking", "Yoga")
DENSE_STEP = timedelta(minutes=1)
"""Full watch density: one heart rate and one energy record a minute while awake."""


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of an athlete: its midnight, latent state and measurements."""

    midnight: datetime
    """With the zone's offset."""
    latent: Latent
    measured: Signals


def export_zip(
    traits: Traits, days: Sequence[Day], rng: np.random.Generator, *, dense: bool
) -> bytes:
    """Return the zip; the same arguments give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        entry = zipfile.ZipInfo("apple_health_export/export.xml", (2026, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as file:
            file.write(HEADER.format(now=_text(days[-1].midnight)).encode())
            for day in days:
                file.write("".join(_day(traits, day, rng, dense=dense)).encode())
            file.write(b"</HealthData>\n")
    return out.getvalue()


def _day(traits: Traits, day: Day, rng: np.random.Generator, *, dense: bool) -> Iterator[str]:
    if day.measured.steps is None:
        return
    yield from _night(day)
    yield from _mornings(day)
    yield from _steps(day, rng)
    yield from _heart(traits, day, rng, dense=dense)
    if day.latent.trained_min:
        yield _workout(day, rng)


def _record(
    kind: str, unit: str, span: tuple[datetime, datetime], value: str, source: str = WATCH
) -> str:
    start, end = _text(span[0]), _text(span[1])
    return (
        f' <Record type="{kind}" sourceName="{source}" sourceVersion="11.1" unit="{unit}" '
        f'creationDate="{end}" startDate="{start}" endDate="{end}" value="{value}"/>\n'
    )


def _night(day: Day) -> Iterator[str]:
    wake = day.midnight + timedelta(hours=6, minutes=40)
    asleep = timedelta(hours=day.latent.sleep_h)
    begin = wake - asleep * 1.06
    yield _sleep("InBed", begin, wake, PHONE)
    at = begin + asleep * 0.03
    for name, share in STAGES:
        yield _sleep(f"Asleep{name}", at, at + asleep * share, WATCH)
        at += asleep * share


def _sleep(value: str, start: datetime, end: datetime, source: str) -> str:
    return (
        f' <Record type="{SLEEP}" sourceName="{source}" creationDate="{_text(end)}" '
        f'startDate="{_text(start)}" endDate="{_text(end)}" '
        f'value="HKCategoryValueSleepAnalysis{value}"/>\n'
    )


def _mornings(day: Day) -> Iterator[str]:
    measured, six = day.measured, day.midnight + timedelta(hours=6)
    if measured.sdnn_ms is not None:
        span = (six, six + timedelta(minutes=1))
        yield _record(f"{TYPE}HeartRateVariabilitySDNN", "ms", span, f"{measured.sdnn_ms:.2f}")
    if measured.resting_hr is not None:
        span = (day.midnight, six)
        yield _record(f"{TYPE}RestingHeartRate", "count/min", span, f"{measured.resting_hr:.0f}")


def _steps(day: Day, rng: np.random.Generator) -> Iterator[str]:
    """Yield yesterday's steps by watch and, fewer, by phone: the lake must not add them up."""
    total = day.measured.steps or 0
    shares = rng.dirichlet(np.full(12, 2.0))
    for index, share in enumerate(shares):
        start = day.midnight - timedelta(hours=16 - index)
        span = (start, start + timedelta(minutes=50))
        yield _record(f"{TYPE}StepCount", "count", span, str(int(total * share)))
        if index % 3 == 0:
            yield _record(f"{TYPE}StepCount", "count", span, str(int(total * share * 0.8)), PHONE)


def _heart(traits: Traits, day: Day, rng: np.random.Generator, *, dense: bool) -> Iterator[str]:
    step = DENSE_STEP if dense else timedelta(minutes=75)
    start = day.midnight - timedelta(hours=16)
    count = int(timedelta(hours=15) / step)
    rates = traits.resting_hr + 18 + 9 * rng.normal(size=count)
    energy = rng.gamma(2.0, 9.0 * step.total_seconds() / 4500, size=count)
    for index in range(count):
        at = start + index * step
        yield _record(f"{TYPE}HeartRate", "count/min", (at, at), f"{max(rates[index], 40):.0f}")
        span = (at, at + step)
        yield _record(f"{TYPE}ActiveEnergyBurned", "kcal", span, f"{energy[index]:.2f}")


def _workout(day: Day, rng: np.random.Generator) -> str:
    start = day.midnight - timedelta(hours=6)
    end = start + timedelta(minutes=day.latent.trained_min)
    kind = f"HKWorkoutActivityType{rng.choice(WORKOUTS)}"
    rate = 118 + 12 * rng.normal()
    span = f'startDate="{_text(start)}" endDate="{_text(end)}"'
    minutes = day.latent.trained_min
    statistics = (
        f'type="{TYPE}ActiveEnergyBurned" {span} sum="{minutes * 7.5:.1f}" unit="kcal"',
        f'type="{TYPE}HeartRate" {span} average="{rate:.0f}" unit="count/min"',
    )
    inner = "".join(f"  <WorkoutStatistics {one}/>\n" for one in statistics)
    return (
        f' <Workout workoutActivityType="{kind}" duration="{minutes}" durationUnit="min" '
        f'sourceName="{WATCH}" creationDate="{_text(end)}" {span}>\n{inner} </Workout>\n'
    )


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S %z")
