"""A GPX route to one bronze record of figures derived from it; no position is ever kept.

kind        `WorkoutRoute`
start_ts    the first point's time
attributes  `startDate`, `endDate` (ISO, as written), `points`, `duration_s`, `distance_m` (great
            circles between points of one segment, so no jump over a pause), `ascent_m` (rises of
            at least RISE_M between a low and a high, or GPS noise would be a mountain)
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from jobs.sources.containers import Stream
from jobs.sources.instants import instant
from jobs.sources.parsed import BrokenFile, Parsed, Record, Truncated, refuse

KIND = "WorkoutRoute"
CHUNK, PROLOG = 64 << 10, 1 << 20
EARTH_M = 6_371_008.8
"""Mean radius (IUGG)."""
RISE_M = 3.0
ROOT = b"<gpx"
REFUSED = "points of a route refused"


class _Route:
    """Sums over a route's points, as a target of lxml's parser."""

    def __init__(self) -> None:
        self.points = self.refused = 0
        self.first = self.last = ""
        self.distance = self.ascent = 0.0
        self._at: tuple[float, float] | None = None
        self._low: float | None = None
        self._point: dict[str, str] | None = None
        self._text: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "trkseg":
            self._at = None
        elif name in ("trkpt", "rtept"):
            self._point = dict(attributes)
        elif name in ("ele", "time") and self._point is not None:
            self._text = ""

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text = (self._text + text)[:100]

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if self._text is not None and self._point is not None:
            self._point[name], self._text = self._text.strip(), None
        elif name in ("trkpt", "rtept") and self._point is not None:
            self._add(self._point)
            self._point = None

    def close(self) -> None:
        """Do nothing: the sums are read when all is fed."""

    def _add(self, point: Mapping[str, str]) -> None:
        latitude, longitude = _degrees(point.get("lat"), 90), _degrees(point.get("lon"), 180)
        if latitude is None or longitude is None or instant(point.get("time")) is None:
            self.refused += 1
            return
        at = (latitude, longitude)
        self.distance += _metres(self._at, at) if self._at else 0.0
        self._at, self.points = at, self.points + 1
        self.first, self.last = self.first or point["time"], point["time"]
        self._climb(_number(point.get("ele")))

    def _climb(self, height: float | None) -> None:
        if height is None:
            return
        if self._low is None or height < self._low:
            self._low = height
        elif height - self._low >= RISE_M:
            self.ascent += height - self._low
            self._low = height


def parse(stream: Stream, notes: Counter[str]) -> Iterator[Parsed]:
    """Yield a route's figures; `notes` counts points without a time or a place on Earth.

    Raises Truncated behind them where the route ends early, BrokenFile where it is not well-formed.
    """
    route = _Route()
    broken = _fed(stream, route)
    if route.refused:
        notes[REFUSED] += route.refused
    yield _record(route)
    if broken:
        raise broken


def _fed(stream: Stream, route: _Route) -> BrokenFile | None:
    """Read from the root on, for what a DTD declares is never parsed; return what ended it."""
    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    parser = etree.XMLParser(target=route, huge_tree=False, **options)
    try:
        stream.read(max(stream.head(PROLOG).find(ROOT), 0))
        while chunk := stream.read(CHUNK):
            parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        return BrokenFile(f"not well-formed: {error}")
    except BrokenFile as broken:
        return broken
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        return Truncated(f"the route ends early: {error}")
    return None


def _record(route: _Route) -> Parsed:
    start, end = instant(route.first), instant(route.last)
    if start is None or end is None:
        return refuse("no_points", "a route without a point that has a time and a place", "")
    if end < start:
        return refuse("ends_before_start", f"{route.first} to {route.last}", "")
    attributes = {
        "startDate": route.first,
        "endDate": route.last,
        "points": str(route.points),
        "duration_s": f"{(end - start).total_seconds():.0f}",
        "distance_m": f"{route.distance:.1f}",
        "ascent_m": f"{route.ascent:.1f}",
    }
    return Record(KIND, start, attributes, "")


def _metres(begin: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the length of a great circle, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, point) for point in (begin, end))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def _degrees(text: str | None, most: int) -> float | None:
    found = _number(text)
    return found if found is not None and abs(found) <= most else None


def _number(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if math.isfinite(found) else None
