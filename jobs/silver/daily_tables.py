"""Studies' daily tables as observations and nights, by their declared columns.

The tables know no zone and no hour: a day's figure counts from its midnight to its last second, a
night's until ten in the morning, and a watch's resting heart rate, which is only known when the day
is over, belongs to the next morning.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.oura import MORNING_H
from jobs.sources.daily_tables import TABLES, DailyTable, Mapped, Sleep
from models.features.metrics import BY_NAME

DAY_S = 86_399
HOUR_S = 3600


def readings(bronze: DataFrame) -> DataFrame:
    """Return one row for each metric of each participant's day."""
    told = F.coalesce(*(F.when(F.col("kind") == table.name, _told(table)) for table in TABLES))
    rows = bronze.select("user_id", F.inline(told))
    return rows.where("value IS NOT NULL AND end_ts IS NOT NULL")


def _told(table: DailyTable) -> Column:
    none = F.array().cast(READING)
    found = [_reading(table, mapped) for mapped in table.metrics]
    return F.array(*found).cast(READING) if found else none


READING = (
    "array<struct<metric:string,unit:string,start_ts:timestamp,end_ts:timestamp,"
    "utc_offset_min:bigint,value:double,device:string,source:string>>"
)


def _reading(table: DailyTable, mapped: Mapped) -> Column:
    metric = BY_NAME[mapped.metric]
    value = sum((_number(column) for column in mapped.columns[1:]), _number(mapped.columns[0]))
    value = value * mapped.factor
    if mapped.if_worn:
        value = F.when(_number(table.worn) > 0, value)
    start, end = _span(table, at_night=metric.moment == "night")
    columns = {
        "metric": F.lit(metric.name),
        "unit": F.lit(metric.unit),
        "start_ts": start,
        "end_ts": end,
        "utc_offset_min": F.lit(0),
        "value": F.when(value.between(metric.low, metric.high), value),
        "device": F.lit(None),
        "source": F.lit(table.source),
    }
    return F.struct(*(column.alias(name) for name, column in columns.items()))


def _span(table: DailyTable, *, at_night: bool) -> tuple[Column, Column]:
    if table.timed:
        return F.col("start_ts"), F.col("start_ts")
    midnight = F.unix_timestamp(_day().cast("timestamp"))
    seconds = MORNING_H * HOUR_S if at_night else DAY_S
    return F.timestamp_seconds(midnight), F.timestamp_seconds(midnight + seconds)


def _day() -> Column:
    return F.col("attributes")["day"].try_cast("date")


def _number(column: str) -> Column:
    return F.col("attributes")[column].try_cast("double")


def nights(bronze: DataFrame) -> DataFrame:
    """Return the nights of tables that have some; they end when mornings do (no hour is told)."""
    told = F.coalesce(
        *(
            F.when(F.col("kind") == table.name, _night(table, table.sleep))
            for table in TABLES
            if table.sleep
        )
    )
    rows = bronze.select("user_id", told.alias("night")).select("user_id", "night.*")
    in_bed = F.coalesce("in_bed_h", "asleep_h")
    begun = F.unix_timestamp("end_ts") - (in_bed * HOUR_S).cast("long")
    rows = rows.withColumn("start_ts", F.timestamp_seconds(begun))
    return rows.where("asleep_h > 0 AND asleep_h <= 24 AND day IS NOT NULL")


def _night(table: DailyTable, sleep: Sleep) -> Column:
    columns = {
        "day": _day(),
        "source": F.lit(table.source),
        "end_ts": _span(table, at_night=True)[1],
        "utc_offset_min": F.lit(0).cast("long"),
        "asleep_h": _number(sleep.asleep) * sleep.asleep_factor,
        "in_bed_h": _number(sleep.in_bed) * sleep.in_bed_factor,
    }
    return F.struct(*(column.alias(name) for name, column in columns.items()))
