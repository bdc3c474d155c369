"""Apple's XML against lxml.iterparse, in memory and on two cores.

`python -m tests.benchmarks.bench_xml`. The input is a real export of 1.5 MB (hkimport, data/real),
repeated with other years. Ends with one JSON line per figure.
"""

import gzip
import io
import json
import resource
import statistics
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lxml import etree

from jobs.sources.apple_health import converted, parse
from jobs.sources.containers import Stream
from jobs.sources.element import Element
from jobs.sources.files import LandedFile
from jobs.sources.heartbeat import Heartbeat
from jobs.sources.parts import WHOLE, Part
from jobs.sources.staging import staged
from jobs.sources.xml import elements
from tests.builders.real_data import real_folder

REAL = "apple_health/hkimport_2017_a.xml.gz"
SPEED_MB, TWO_CORES_MB, MEMORY_MB = 30, 200, 2000
REPEATS = 5
TAGS = ("Record", "Workout", "Correlation", "ActivitySummary")


def document(megabytes: int) -> Iterator[bytes]:
    """Yield a real export again and again, each time in another year."""
    raw = gzip.decompress((real_folder() / REAL).read_bytes())
    start = raw.index(b">", raw.index(b"<HealthData")) + 1
    body, size = raw[start : raw.rindex(b"</HealthData>")], 0
    yield raw[:start]
    while size < megabytes * 1_000_000:
        year = b'"%d-' % (2000 + size // len(body) % 25)
        yield body.replace(b'"2017-', year)
        size += len(body)
    yield b"</HealthData>\n"


def iterparse(content: bytes, check: Callable[[Element], Any] | None = None) -> int:
    """Read with lxml's own loop: a dict for each record, metadata in it, and nothing is kept.

    Less than `elements`: other children are left out, and a document that is not well-formed ends.
    """
    count = 0
    for _, element in etree.iterparse(io.BytesIO(content), events=("end",), tag=TAGS):
        parent = element.getparent()
        if parent is None or parent.tag != "HealthData":
            continue
        held = dict(element.attrib)
        for child in element:
            if child.tag == "MetadataEntry":
                held[f"meta:{child.get('key')}"] = child.get("value")
        count += bool(held)
        if check:
            check(Element(element.tag, held))
        element.clear()
        while element.getprevious() is not None:
            del parent[0]
    return count


def cpu_seconds(run: Callable[[], Any]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def speed() -> None:
    content = b"".join(document(SPEED_MB))
    megabytes = len(content) / 1e6
    runs: dict[str, Callable[[], Any]] = {
        "iterparse": lambda: iterparse(content),
        "elements": lambda: sum(1 for _ in elements(stream(content), Counter())),
        # the peer of records makes the same checks of each
        "checked": lambda: iterparse(content, converted),
        "records": lambda: sum(1 for _ in parse(stream(content), Counter())),
        "rows": lambda: staged_rows(content),
    }
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            taken[name].append(cpu_seconds(run))
    medians = {name: megabytes / statistics.median(one) for name, one in taken.items()}
    for name, ours, peer in (
        ("xml_parse", "elements", "iterparse"),
        ("xml_records", "records", "checked"),
        ("xml_rows", "rows", "iterparse"),
    ):
        pairs = zip(taken[peer], taken[ours], strict=True)
        ratio = statistics.median(theirs / mine for theirs, mine in pairs)
        tell(name, medians[ours], peer_value=medians[peer], ratio=ratio)


def staged_rows(content: bytes) -> int:
    """Return how many rows a task makes of a document: Arrow batches, as Spark gets them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        path.write_bytes(content)
        return stage(path, WHOLE)[0]


def stream(content: bytes) -> Stream:
    return Stream(io.BytesIO(content))


def written(folder: Path, megabytes: int) -> Path:
    path = folder / "export.xml"
    with path.open("wb") as out:
        out.writelines(document(megabytes))
    return path


def stage(path: Path, part: Part) -> tuple[int, float, float]:
    """Return the rows that a task makes of a part, its CPU seconds and its peak megabytes."""
    file = LandedFile("u1", str(path), path.name, "0" * 64, path.stat().st_size)
    began = time.process_time()
    rows = sum(batch.num_rows for batch in staged([file], [(0, part)], Heartbeat(str(path.parent))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return rows, time.process_time() - began, peak


def memory(folder: Path) -> None:
    path = written(folder, MEMORY_MB)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        rows, seconds, peak = pool.submit(stage, path, WHOLE).result()
    megabytes = path.stat().st_size / 1e6
    print(f"{rows:,} rows of {megabytes:,.0f} MB, {megabytes / seconds:.1f} MB per CPU-second")
    tell("import_memory", peak)
    path.unlink()


def zipped(path: Path) -> Path:
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(path, "apple_health_export/export.xml")
    return archive


def two_cores(folder: Path) -> None:
    plain = written(folder, TWO_CORES_MB)
    for name, path in (("xml_two_cores", plain), ("zip_two_cores", zipped(plain))):
        wall, cpu = _two_cores(path)
        # the wall's clock stands still for nobody else's work on the same cores
        tell(name, cpu, wall=wall)
        path.unlink()


def _two_cores(path: Path) -> tuple[float, float]:
    """Return how much longer one process takes than two, by the wall and by the CPU's clock."""
    halves = [Part(0, 2), Part(1, 2)]
    walls: dict[str, list[float]] = {"one": [], "two": []}
    work: list[float] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(warm, range(2)))
        for _ in range(3):
            one, one_wall = timed(lambda: pool.submit(stage, path, WHOLE).result())
            two, two_wall = timed(lambda: list(pool.map(stage, [path, path], halves)))
            walls["one"].append(one_wall)
            walls["two"].append(two_wall)
            work.append(one[1] / max(half[1] for half in two))
            # an outcome's row each
            assert sum(half[0] for half in two) == one[0] + 1
    pairs = zip(walls["one"], walls["two"], strict=True)
    return statistics.median(one / two for one, two in pairs), statistics.median(work)


def warm(_: int) -> None:
    time.sleep(1)


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return run(), time.perf_counter() - began


def tell(name: str, value: float, **more: float) -> None:
    rounded = {key: round(one, 3) for key, one in more.items()}
    print(json.dumps({"name": name, "value": round(value, 3), **rounded}), flush=True)


def main() -> None:
    chosen = sys.argv[1:] or ["speed", "memory", "two_cores"]
    with tempfile.TemporaryDirectory() as folder:
        for name, run in (("memory", memory), ("two_cores", two_cores)):
            if name in chosen:
                run(Path(folder))
    if "speed" in chosen:
        speed()


if __name__ == "__main__":
    main()
