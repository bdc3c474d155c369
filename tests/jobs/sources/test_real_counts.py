"""The counts of the real files are those of the README beside them."""

import re
from pathlib import Path

from tests.jobs.sources.test_files import APPLE, OTHERS, ROWS

LINE = re.compile(r"^\| ((?:apple_health|oura|strength|wearables)\S*/\S+) \|(.*)\|$", re.MULTILINE)
COUNT = re.compile(r"(\d+) (Record|Workout|points|rows|docs|lines)\b")
NOT_READ = {"apple_health/aleksi_healthkit11.dtd", "oura/oura_v2_facts.json"}
"""A DTD and a description: neither holds anybody's data."""
COMMENTED = {
    # of the file's Records, how many stand in a comment or behind the end that is missing
    "apple_health/rinoshiyo_sample_export.xml": 1,
    "apple_health/adversarial/rinoshiyo_x4-7-broken-xml.zip": 1,
}
ECG_HEAD = 11
"""Lines before the first voltage, the empty one among them."""


def told(text: str) -> dict[str, dict[str, int]]:
    """Return the README's counts by file."""
    return {
        name: {what: int(count) for count, what in COUNT.findall(rest.split("|")[3])}
        for name, rest in LINE.findall(text)
    }


def ours(name: str) -> dict[str, int]:
    """Return the same counts of what test_files.py proves to be read."""
    if name in ROWS:
        return {"rows": ROWS[name]}
    if name in OTHERS:
        return {"docs": OTHERS[name]}
    (records, workouts, samples), _, _ = APPLE[name]
    if name.endswith("_ecg.csv"):
        return {"lines": samples + ECG_HEAD}
    if samples:
        return {"points": samples}
    if name.endswith(".csv.gz"):
        return {"rows": records + workouts}
    return {"Record": records + COMMENTED.get(name, 0), "Workout": workouts}


def test_every_file_is_told_of_and_its_count_is_the_readmes(real_data: Path) -> None:
    counts = told((real_data / "README.md").read_text())
    read = APPLE.keys() | OTHERS.keys()

    assert counts.keys() == read | NOT_READ
    wrong = {
        name: (counts[name], ours(name))
        for name in sorted(read)
        if not counts[name].items() <= ours(name).items() or not counts[name]
    }
    assert wrong == {}
