import json
import socket
from pathlib import Path

from infra import ports


def test_every_port_is_free_different_and_written(tmp_path: Path) -> None:
    chosen = ports.choose(tmp_path)

    assert len(set(chosen.values())) == len(ports.NAMES)
    assert json.loads((tmp_path / "ports.json").read_text()) == chosen


def test_listening_tells_an_open_port_from_a_closed_one() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert ports.listening(port)
    assert not ports.listening(port)
