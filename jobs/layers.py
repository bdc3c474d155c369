"""Silver and gold of a region: computed once, written, and handed on."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from infra.settings import Settings
from jobs.regions import Region
from jobs.session import FEWEST, SHUFFLED
from jobs.tables import append, read, replace
from jobs.volume import partitions
from models.domain import tables
from models.domain.tables import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SAID_AT = {
    tables.CHECKINS: "occurred_at",
    tables.DECISIONS: "decided_at",
    tables.FEEDBACK: "recorded_at",
}
LOGS = tuple(SAID_AT)
"""What the topics carry: written whole, for a message does not say which day it belongs to."""
MEASURED = (
    tables.OBSERVATIONS,
    tables.DAILY_TOTALS,
    tables.SLEEP_SESSIONS,
    tables.WORKOUTS,
    tables.STRENGTH_SETS,
)
"""What was measured or lifted: written for the months of a region."""
SILVER = (tables.ATHLETES, *LOGS, *MEASURED)
BUILT = (*SILVER, tables.DAILY_FEATURES)
BY_NAME = {table.name: table for table in BUILT}
WRITERS = 3
"""Tables written at a time: planning and commits of one fill the cores that another leaves."""
NEXT_DAY, ZONES = timedelta(days=1), timedelta(days=2)

Frames = Mapping[str, "DataFrame"]


@dataclass(frozen=True, slots=True)
class Lake:
    """One run over the lake, at a time."""

    spark: "SparkSession"
    settings: Settings
    as_of: datetime

    def write_logs(self) -> "dict[str, DataFrame]":
        """Write silver.athletes and what the topics carry; return them by name."""
        from jobs.silver import logs

        events = self._read(tables.EVENTS)
        # every other table asks who people are: written first
        people = self._written({tables.ATHLETES.name: logs.athletes(events)})
        athletes = people[tables.ATHLETES.name]
        return people | self._written(
            {
                tables.CHECKINS.name: logs.checkins(events, athletes),
                tables.DECISIONS.name: logs.decisions(events),
                tables.FEEDBACK.name: logs.feedback(events),
            }
        )

    def write_measured(self, region: Region) -> "dict[str, DataFrame]":
        """Write a region of the measured tables; return its rows by name."""
        from jobs.silver.build import Bronze, narrowed, silver
        from jobs.silver.totals import daily_totals

        bronze = Bronze(*(self._read(table) for table in Bronze.TABLES))
        people = self._read(tables.ATHLETES).cache()
        frames, refused = silver(narrowed(bronze, region), people, self.as_of)
        where = None if region.whole else region.of_months()
        kept = self._written(frames, where, partitions(Bronze.TABLES, self.settings, region))
        self._quarantine(refused)
        # a day's amounts may stand in two months of observations, which are UTC's
        near = kept[tables.OBSERVATIONS.name]
        if where:
            near = self._near(tables.OBSERVATIONS, region, NEXT_DAY)
        return kept | self._written({tables.DAILY_TOTALS.name: daily_totals(near)}, where)

    def silver_before(self, region: Region) -> "dict[str, DataFrame]":
        """Return silver as far as gold of a region looks back, and who people are.

        Read anew: with what a frame was made of, its plan would go out with every task of gold.
        """
        from pyspark.sql import functions as F

        from jobs.gold import CONTEXT

        if region.whole:
            return {table.name: self._read(table) for table in SILVER}
        people = {tables.ATHLETES.name: _of_users(self._read(tables.ATHLETES), region)}
        measured = {table.name: self._near(table, region, CONTEXT) for table in MEASURED}
        # somewhere it is another day
        since = F.lit(region.first - CONTEXT - ZONES)
        logs = {t: self._read(t).where(F.col(at) >= since) for t, at in SAID_AT.items()}
        return people | measured | {t.name: _of_users(rows, region) for t, rows in logs.items()}

    def gold(self, frames: Frames, region: Region) -> "tuple[DataFrame, dict[str, int]]":
        """Return a region's rows of gold.daily_features, computed once; its refused values too."""
        from jobs.gold import CONTEXT, kept, measured, refused

        silver = {**frames, tables.COHORT_STATS.name: self._read(tables.COHORT_STATS)}
        if region.whole:
            rows = measured(silver, self.as_of)
        else:
            rows = measured(silver, self.as_of, region.first - CONTEXT).where(region.of_days())
        rows = once(rows, partitions(SILVER, self.settings, region))
        return kept(rows), refused(rows)

    def write_gold(self, gold: "DataFrame", region: Region, note: str) -> None:
        """Write a region's rows of gold.daily_features."""
        where = None if region.whole else region.of_days()
        replace(gold, tables.DAILY_FEATURES, self.settings, where=where, note=note)

    def _read(self, table: Table) -> "DataFrame":
        return read(self.spark, table, self.settings)

    def _near(self, table: Table, region: Region, before: timedelta) -> "DataFrame":
        wider = Region(region.users, region.first - before, region.last + NEXT_DAY)
        return self._read(table).where(wider.of_months())

    def _written(
        self, frames: Frames, where: str | None = None, parts: int = FEWEST
    ) -> "dict[str, DataFrame]":
        """Write frames, or their rows of `where`, which are computed once; return them."""
        some = {name: frame.where(where) if where else frame for name, frame in frames.items()}

        def write(name: str) -> "DataFrame":
            rows = once(some[name], parts)
            replace(rows, BY_NAME[name], self.settings, where=where)
            return rows

        with ThreadPoolExecutor(WRITERS) as pool:
            return dict(zip(some, pool.map(write, some), strict=True))

    def _quarantine(self, refused: "DataFrame") -> None:
        """Append what silver refused, each record once however often silver is rebuilt."""
        key = ["file_sha256", "ordinal", "reason"]
        held = self._read(tables.QUARANTINE).select(*key)
        new = refused.join(held, key, "left_anti").cache()
        if not new.isEmpty():
            append(new.coalesce(1), tables.QUARANTINE, self.settings)
        new.unpersist()


def once(frame: "DataFrame", parts: int = FEWEST) -> "DataFrame":
    """Compute a frame now in some partitions, and return it without what it was made of.

    A cached frame's making, hundreds of windows, would go out with every task of every look at it.
    An executor that is lost takes its rows with it: the job fails, and is run again.
    """
    frame.sparkSession.conf.set(SHUFFLED, parts)
    kept = frame.coalesce(parts).localCheckpoint()
    # a file of each month and task: few
    return kept.coalesce(FEWEST)


def _of_users(frame: "DataFrame", region: Region) -> "DataFrame":
    return frame if region.users is None else frame.where(frame.user_id.isin(*region.users))
