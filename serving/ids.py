"""Event and decision ids: UUIDv7 of the request's time, ascending within one millisecond."""

import secrets
import threading
from collections import OrderedDict
from datetime import datetime

from models.domain.ids import RANDOM_BITS, uuid7

REMEMBERED = 4096
STEP_BITS = 32


class Ids:
    """Make ids; of two that share a millisecond the later sorts after the earlier.

    The order of an athlete's reports is (recorded_at, event_id), and under the test clock a
    whole session happens within one millisecond.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: OrderedDict[int, int] = OrderedDict()

    def new(self, at: datetime) -> str:
        """Return the next id of a time."""
        return uuid7(at, self._bits(int(at.timestamp() * 1000)))

    def _bits(self, millisecond: int) -> int:
        with self._lock:
            last = self._last.pop(millisecond, None)
            if last is None:
                # the highest bit stays free, so that steps cannot run over the end
                bits = secrets.randbits(RANDOM_BITS - 1)
            else:
                bits = last + 1 + secrets.randbits(STEP_BITS)
            self._last[millisecond] = bits
            while len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
            return bits


def new_seed() -> str:
    """Return 64 random bits as a decimal string (statistics.md 2)."""
    return str(secrets.randbits(64))
