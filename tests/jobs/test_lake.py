"""What a run builds: what is new and what it reaches, the same as building everything."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from infra.settings import Settings
from jobs.lake import build
from jobs.landing import Landing
from jobs.layers import MEASURED
from jobs.records import read_columns
from jobs.regions import EVERYTHING, Region
from models.domain.tables import DAILY_FEATURES
from models.simulator.apple import export_zip
from models.simulator.diary import Diary, Span
from models.simulator.life import live
from models.simulator.oura import oura_sleep
from models.simulator.truth import athlete

pytestmark = pytest.mark.spark
FIRST, DAYS, SEED = date(2026, 5, 1), 130, 5
FRESH = date(2026, 9, 5)
"""The first day that the second landing brings."""


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def diary(number: int) -> Diary:
    traits = replace(athlete(SEED, number), ring=True, watch=True, by_night=True)
    return live(traits, Span(seed=SEED, start=FIRST, days=DAYS))


def until(days: Sequence[Any], last: date) -> list[Any]:
    return [day for day in days if day.midnight.date() <= last]


class Exports:
    """The vendors' files of three athletes; each call adds some to the landing."""

    def __init__(self, settings: Settings) -> None:
        self.landing = Landing(settings.state / "landing")
        self._folder = settings.state / "landing" / "athletes"
        self._ring, self._other, self._watch = diary(1), diary(2), diary(3)

    def hand_in(self, name: str, user_id: str, content: bytes) -> None:
        (self._folder / user_id).mkdir(parents=True, exist_ok=True)
        (self._folder / user_id / name).write_bytes(content)

    def first(self) -> None:
        for user_id, one in (("ring", self._ring), ("other", self._other)):
            nights = oura_sleep(one.traits, until(one.days, FRESH - timedelta(days=1)))
            self.hand_in("nights-1.json", user_id, nights)
        self.hand_in("export-1.zip", "watch", self._export(FRESH - timedelta(days=30)))

    def second(self) -> None:
        """Two new nights of everybody's, a night of the ring told anew, a month of the watch."""
        for user_id, one in (("ring", self._ring), ("other", self._other)):
            new = [day for day in one.days if day.midnight.date() >= FRESH]
            self.hand_in("nights-2.json", user_id, oura_sleep(one.traits, new))
        nights = json.loads(oura_sleep(self._ring.traits, self._ring.days))["data"]
        again = next(n for n in nights if n["day"] >= "2026-06-10")
        again |= {"average_hrv": again["average_hrv"] + 9}
        self.hand_in("nights-3.json", "ring", json.dumps({"data": [again]}).encode())
        self.hand_in("export-2.zip", "watch", self._export(FRESH))

    def _export(self, last: date) -> bytes:
        rng = np.random.default_rng(SEED)
        return export_zip(self._watch.traits, until(self._watch.days, last), rng, dense=False)


def contents(settings: Settings) -> dict[str, list[str]]:
    """Return every row of the measured tables and of gold, in an order of its own."""
    return {
        table.path: sorted(map(repr, read_columns(table, settings).to_pylist()))
        for table in (*MEASURED, DAILY_FEATURES)
    }


@pytest.mark.long
def test_what_is_new_is_built_as_if_all_were(spark: Any, settings: Settings) -> None:
    exports, now = Exports(settings), at(FRESH + timedelta(days=2))
    exports.first()
    build(spark, settings, exports.landing, at(FRESH))
    exports.second()
    some = build(spark, settings, exports.landing, now)["rows"]
    found = contents(settings)
    days = Region(None, date(2026, 7, 1), date(2026, 7, 3))
    named = build(spark, settings, exports.landing, now, days)["rows"]
    again = contents(settings)
    build(spark, settings, exports.landing, now, EVERYTHING)

    assert found == contents(settings) == again
    assert some["silver/sleep_sessions"] < len(found["silver/sleep_sessions"])
    assert named["gold/daily_features"] == 3 * 3
