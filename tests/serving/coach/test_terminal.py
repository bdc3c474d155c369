"""The coach in a terminal, as a person starts it."""

import os
import subprocess
import sys
from pathlib import Path


def test_one_message_is_answered(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "serving.coach", "--athlete", "me", "--say", "my chest hurts"]
    done = subprocess.run(
        command, env=os.environ | {"FITLOOP_STATE": str(tmp_path)}, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert "emergency" in done.stdout
    assert "112" in done.stdout
    assert "deterministic" in done.stdout
