"""Studies' daily tables as observations and nights, by their declared columns.

The tables know no zone and no hour: a day's figure counts from its midnight to its last second, a
night's until ten in the morning, and a watch's resting heart rate, which is only known when the day
is over, belongs to the next morning.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.silver.oura import MORNING_H
from jobs.silver.quarantine import quarantined
from jobs.silver.sleep import HOUR, slept_problem
from jobs.sources.daily_tables import TABLES, DailyTable, Mapped, Sleep
from models.features.metrics import BY_NAME

DAY_S = 86_399
RECORD = ("user_id", "file_sha256", "ordinal", "raw")


def readings(figures: DataFrame) -> DataFrame:
    """Return the figures that can be true."""
    return figures.where("problem IS NULL").drop("file_sha256", "ordinal", "raw", "problem")


def refused(figures: DataFrame, as_of: Column) -> DataFrame:
    """Return rows for the quarantine: figures that cannot be true."""
    detail = F.concat_ws(" ", "metric", F.col("value").cast("string"))
    return quarantined(figures, "daily_tables", detail, as_of)


def figures(bronze: DataFrame) -> DataFrame:
    """Return one row for each metric of each participant's day; `problem` says what is wrong."""
    told = F.coalesce(*(F.when(F.col("kind") == table.name, _told(table)) for table in TABLES))
    rows = bronze.select(*RECORD, F.inline(told))
    return rows.where("value IS NOT NULL AND end_ts IS NOT NULL")


def _told(table: DailyTable) -> Column:
    none = F.array().cast(READING)
    found = [_reading(table, mapped) for mapped in table.metrics]
    return F.array(*found).cast(READING) if found else none


READING = (
    "array<struct<metric:string,unit:string,start_ts:timestamp,end_ts:timestamp,"
    "utc_offset_min:bigint,value:double,device:string,source:string,problem:string>>"
)


def _reading(table: DailyTable, mapped: Mapped) -> Column:
    metric = BY_NAME[mapped.metric]
    value = sum((_number(column) for column in mapped.columns[1:]), _number(mapped.columns[0]))
    value = value * mapped.factor
    if mapped.if_worn:
        value = F.when(_number(table.worn) > 0, value)
    if metric.low > 0:
        # a zero where none can be stands for "not measured"
        value = F.nullif(value, F.lit(0.0))
    start, end = _span(table, at_night=metric.moment == "night")
    columns = {
        "metric": F.lit(metric.name),
        "unit": F.lit(metric.unit),
        "start_ts": start,
        "end_ts": end,
        "utc_offset_min": F.lit(0),
        "value": value,
        "device": F.lit(None),
        "source": F.lit(table.source),
        "problem": F.when(~value.between(metric.low, metric.high), "out_of_range"),
    }
    return F.struct(*(column.alias(name) for name, column in columns.items()))


def _span(table: DailyTable, *, at_night: bool) -> tuple[Column, Column]:
    if table.timed:
        return F.col("start_ts"), F.col("start_ts")
    midnight = F.unix_timestamp(_day().cast("timestamp"))
    seconds = MORNING_H * int(HOUR) if at_night else DAY_S
    return F.timestamp_seconds(midnight), F.timestamp_seconds(midnight + seconds)


def _day() -> Column:
    return F.col("attributes")["day"].try_cast("date")


def _number(column: str) -> Column:
    return F.col("attributes")[column].try_cast("double")


def sleeps(bronze: DataFrame) -> DataFrame:
    """Return the nights of tables that have some; they end when mornings do (no hour is told).

    `problem` says why one is refused.
    """
    told = F.coalesce(
        *(
            F.when(F.col("kind") == table.name, _night(table, table.sleep))
            for table in TABLES
            if table.sleep
        )
    )
    rows = bronze.select(*RECORD, told.alias("night")).select(*RECORD, "night.*")
    in_bed = F.coalesce("in_bed_h", "asleep_h")
    begun = F.unix_timestamp("end_ts") - (in_bed * HOUR).cast("long")
    rows = rows.withColumn("start_ts", F.timestamp_seconds(begun))
    return rows.where("asleep_h > 0 AND day IS NOT NULL").withColumn("problem", slept_problem())


def nights(sleeps: DataFrame) -> DataFrame:
    """Return the nights that are sessions."""
    return sleeps.where("problem IS NULL").drop("file_sha256", "ordinal", "raw", "problem")


def _night(table: DailyTable, sleep: Sleep) -> Column:
    columns = {
        "day": _day(),
        "source": F.lit(table.source),
        "end_ts": _span(table, at_night=True)[1],
        "start_offset_min": F.lit(0).cast("long"),
        "utc_offset_min": F.lit(0).cast("long"),
        "asleep_h": _number(sleep.asleep) * sleep.asleep_factor,
        "in_bed_h": _number(sleep.in_bed) * sleep.in_bed_factor,
    }
    return F.struct(*(column.alias(name) for name, column in columns.items()))
