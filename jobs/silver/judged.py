"""Which records silver refuses today: what a quarantined figure is asked again."""

from collections.abc import Sequence
from datetime import datetime

from pyspark.sql import DataFrame

from jobs.silver.build import Bronze, of_athletes, silver

KEY = ("user_id", "file_sha256", "ordinal", "reason")


def refused_of(
    bronze: Bronze, people: DataFrame, users: Sequence[str], as_of: datetime
) -> DataFrame:
    """Return KEY of everything of these athletes that silver refuses; it reads all the rest."""
    _, refused = silver(of_athletes(bronze, users), people, as_of)
    return refused.select(*KEY).distinct()
