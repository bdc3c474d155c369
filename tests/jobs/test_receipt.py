import pytest

from jobs.receipt import IngestReport, show


def test_everything_read_is_told_with_what_became_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    report = IngestReport(
        files=3,
        known=1,
        statuses={"ingested": 1, "truncated": 1},
        records={"hevy": 3661},
        events={"feedback.v1": 39},
        duplicates={"hevy": 100},
        read=4100,
        noted={"rest timers": 12},
        rejected={"bad_time": 300},
        refused=({"name": "[b].csv", "status": "unit_unknown", "detail": "give --unit"},),
        bytes=5_000_000,
    )
    show(report, 2.0)
    told = capsys.readouterr().err

    lines = {" ".join(line.replace("│", " ").split()) for line in told.splitlines()}
    assert {"files ingested 1", "files truncated 1"} <= lines
    assert {"stored hevy 3,661", "stored feedback.v1 39", "set aside rest timers 12"} <= lines
    assert {
        "rejected bad_time 300",
        "duplicate hevy 100",
        "read stored + duplicate + rejected 4,100",
    } <= lines
    assert "unit_unknown [b].csv: give --unit" in lines
    assert "3 files, 1 of them read before; 5.0 MB in 2 s, 2.5 MB/s" in lines
