from pathlib import Path

import pytest

from infra.settings import Settings
from jobs.landing import DRAFT, Landing
from jobs.progress import Progress


def test_files_belong_to_their_folder_and_history_to_its_topic(tmp_path: Path) -> None:
    for name in ("athletes/u1/a.csv", "athletes/u1/oura/b.json", "athletes/u2/c", "truth/t.gz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "feedback.jsonl.gz").write_text("x")
    (tmp_path / "mine.csv").write_text("y")

    found = Landing(tmp_path, (("me", tmp_path / "mine.csv"),)).files()

    assert [(file.user_id, file.name, file.topic) for file in found] == [
        ("u1", "a.csv", None),
        ("u1", "oura/b.json", None),
        ("u2", "c", None),
        ("", "events/feedback.jsonl.gz", "feedback.v1"),
        ("me", "mine.csv", None),
    ]


def test_a_file_that_is_still_being_written_is_not_there_yet(tmp_path: Path) -> None:
    for name in ("page.json", f"page{DRAFT}"):
        (tmp_path / name).write_text("{}")

    assert [file.name for file in Landing(folders=(("u1", tmp_path),)).files()] == ["page.json"]


@pytest.mark.parametrize("landing", [Landing(Path("gone")), Landing(None, (("u", Path("gone")),))])
def test_a_place_that_is_not_there_is_said(landing: Landing) -> None:
    with pytest.raises(FileNotFoundError, match="gone"):
        landing.files()


def test_progress_is_replaced_whole_and_its_id_stays_in_the_folder(settings: Settings) -> None:
    progress = Progress("job-7", settings)
    progress.say("reading", files=3)
    progress.say("done")

    assert (
        settings.state / "jobs" / "job-7.json"
    ).read_text() == '{"job": "job-7", "status": "done"}'
    with pytest.raises(ValueError, match="job id"):
        Progress("../evil", settings)
