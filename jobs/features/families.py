"""Means, spreads, slopes and z-scores of the facts that `models.features.series` declares."""

from collections.abc import Iterator

from pyspark.sql import Column

from jobs.features.shared import Shared
from models.features.series import KNOWN, SERIES, Series


def families(shared: Shared) -> dict[str, Column]:
    """Return the features of every declared series, under the catalogue's names."""
    found: dict[str, Column] = {}
    for series in SERIES:
        names = [feature.name for feature in series.features()]
        found.update(zip(names, _columns(series, shared), strict=True))
    return found


def _columns(series: Series, shared: Shared) -> Iterator[Column]:
    """Yield the Columns in the order in which a series names its features."""
    fact = series.fact
    for n in series.means:
        yield shared.mean(fact, n, least=KNOWN[n])
    for n in series.sds:
        yield shared.sd(fact, n, least=KNOWN[n])
    for n in series.trends:
        yield shared.slope(fact, n, least=KNOWN[n])
    if series.floor is not None:
        yield shared.z(fact, series.floor)
