"""Which records silver refuses today: what a quarantined figure is asked again."""

from collections.abc import Sequence
from datetime import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jobs.silver import apple, oura, samples
from jobs.silver.build import Bronze

KEY = ("user_id", "file_sha256", "ordinal", "reason")


def refused_of(
    bronze: Bronze, people: DataFrame, users: Sequence[str], as_of: datetime
) -> DataFrame:
    """Return KEY of everything of these athletes that silver refuses; it reads all the rest."""
    at, own = F.lit(as_of), F.col("user_id").isin(*users)
    health = apple.quantities(bronze.apple_health.where(own), people)
    ring = oura.latest(bronze.oura.where(own), bronze.files)
    live = samples.samples(bronze.events.where(F.col("key").isin(*users)), people)
    refused = apple.refused(health, at).unionByName(oura.refused(ring, at))
    return refused.unionByName(samples.refused(live, at)).select(*KEY).distinct()
