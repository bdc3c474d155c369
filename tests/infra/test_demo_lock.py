from pathlib import Path

import pytest

from infra.demo.lock import Busy, alone


def test_a_second_demo_is_refused_and_a_later_one_is_not(tmp_path: Path) -> None:
    state = tmp_path / "demo"

    with alone(state), pytest.raises(Busy, match="another demo runs"), alone(state):
        pass

    with alone(state):
        pass
