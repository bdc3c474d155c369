from pathlib import Path

import pytest

from infra.lock import Busy, alone


def test_a_second_one_is_refused_and_a_later_one_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    with alone(folder, "demo"), pytest.raises(Busy, match="another demo"), alone(folder, "demo"):
        pass

    with alone(folder, "demo"):
        pass
