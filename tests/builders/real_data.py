"""Where the real exports lie that tests and benchmarks read."""

import os
from pathlib import Path

from infra.settings import REPO


def real_folder() -> Path:
    """Return their folder: beside the repository, or FITLOOP_REAL_DATA; FileNotFoundError."""
    beside = REPO.parent / "shared" / "data" / "real"
    folder = Path(os.environ.get("FITLOOP_REAL_DATA", beside))
    if not (folder / "README.md").exists():
        raise FileNotFoundError(f"no real exports at {folder}: set FITLOOP_REAL_DATA")
    return folder
