"""Peak memory of a process tree, so that the demo can state its own."""

import threading
import time
from pathlib import Path

PROC = Path("/proc")


def tree_bytes(roots: list[int]) -> int:
    """Return the proportional set size, bytes, of processes and all their descendants.

    Shared pages are counted once over the tree. 0 where the kernel has no /proc.
    """
    return sum(_pss(pid) for pid in tree(roots))


def tree(roots: list[int]) -> set[int]:
    """Return the ids of processes and all their descendants."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        parent = _parent(folder)
        if parent is not None:
            children.setdefault(parent, []).append(int(folder.name))
    todo, seen = list(roots), set[int]()
    while todo:
        pid = todo.pop()
        if pid not in seen:
            seen.add(pid)
            todo += children.get(pid, [])
    return seen


def _parent(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return None  # the process ended while we looked


def _pss(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


class MemoryWatch(threading.Thread):
    """Sample the tree every two seconds and keep the peak."""

    def __init__(self, roots: list[int]) -> None:
        super().__init__(daemon=True)
        self.roots = roots
        self.peak = 0

    def run(self) -> None:
        """Sample until the process ends."""
        while True:
            self.peak = max(self.peak, tree_bytes(self.roots))
            time.sleep(2)
