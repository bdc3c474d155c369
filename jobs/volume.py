"""In how many partitions a layer is built, by the rows it is made of."""

from collections.abc import Iterable

from infra.settings import Settings
from jobs.regions import Region
from jobs.session import FEWEST
from jobs.tables import exists, location
from models.domain.tables import Table

ROWS = 2_500_000
"""A partition's: of gold some 120,000 athlete-days (decision 0032)."""
MOST = 200
MONTH, COUNT = "partition.month", "num_records"


def partitions(tables: Iterable[Table], settings: Settings, region: Region) -> int:
    """Return into how many partitions rows of a region are shuffled when they are built."""
    rows = sum(_rows(table, settings, region) for table in tables if exists(table, settings))
    return min(max(FEWEST, -(-rows // ROWS)), MOST)


def _rows(table: Table, settings: Settings, region: Region) -> int:
    """Return the rows of a table's files, by its log; of its months where it has some."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from deltalake import DeltaTable

    files = pa.table(DeltaTable(location(table, settings)).get_add_actions(flatten=True))
    if COUNT not in files.column_names:
        # nobody has written a row yet
        return 0
    if MONTH in files.column_names and not region.whole:
        first, last = f"{region.first:%Y-%m}", f"{region.last:%Y-%m}"
        month = pc.field(MONTH)
        files = files.filter((month >= first) & (month <= last))
    return pc.sum(files[COUNT]).as_py() or 0
