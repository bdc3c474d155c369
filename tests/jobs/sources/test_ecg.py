import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.ecg import parse
from jobs.sources.parsed import Parsed, Record, Reject
from jobs.sources.sniff import sniff
from tests.builders.apple_xml import QUICK
from tests.builders.exports import reading, stream

ENGLISH = (
    "Name,Test User\nDate of Birth,1990-01-01\nRecorded Date,2024-06-15 10:30:00 +0000\n"
    'Classification,Sinus Rhythm\nSymptoms,\nSoftware Version,2.0\nDevice,"Watch6,7"\n'
    "Sample Rate,512.000 Hz\nLead,Lead I\nUnit,µV\n\n"
)
FRENCH = (
    'Nom;"Essai, Un"\nDate de naissance;1 janv. 1990\n'
    "Date d’enregistrement;2024-06-15 10:30:00 +0000\nClassification;Rythme sinusal\n"
    "Symptômes;\nVersion du logiciel;2,0\nAppareil;Watch6,7\n"
    "Fréquence d’échantillonnage;512,000 hertz\nDérivation;Dérivation I\nUnité;µV\n\n"
)


def told(text: str) -> tuple[list[Parsed], Counter[str]]:
    notes: Counter[str] = Counter()
    return list(parse(stream(text.encode()), notes)), notes


@pytest.mark.parametrize(
    ("head", "three", "rhythm"),
    [(ENGLISH, "3.0\n-4.0\n0\n", "Sinus Rhythm"), (FRENCH, "3,0\n-4,0\n0\n", "Rythme sinusal")],
)
def test_an_ecg_becomes_figures_in_any_language(head: str, three: str, rhythm: str) -> None:
    assert sniff(stream((head + three).encode())).source == "apple_ecg"
    (one,), notes = told(head + three)

    assert isinstance(one, Record)
    assert one.kind == "Electrocardiogram"
    assert one.start_ts is not None
    assert one.start_ts.isoformat() == "2024-06-15T10:30:00+00:00"
    figures = {"samples": "3", "min": "-4", "max": "3", "rms": "2.887", "sample_rate_hz": "512"}
    assert figures.items() <= one.attributes.items()
    assert (one.attributes["classification"], one.attributes["unit"]) == (rhythm, "µV")
    assert "Watch6,7" in one.attributes.values()
    assert notes == {}


def test_who_it_was_is_not_kept() -> None:
    for head in (ENGLISH, FRENCH):
        (one,), _ = told(head + "1\n")

        assert isinstance(one, Record)
        assert not {"Test User", "Essai, Un", "1990-01-01"} & set(one.attributes.values())
        assert "1990" not in str(one.attributes)


def test_what_is_no_voltage_is_counted() -> None:
    (one,), notes = told(ENGLISH + "1\nnan\n2\nx\n=1+1\n")

    assert isinstance(one, Record)
    assert one.attributes["samples"] == "2"
    assert notes == {"samples of an ECG refused": 3}


@pytest.mark.parametrize(
    ("text", "reason"),
    [(ENGLISH, "no_samples"), (ENGLISH.replace("2024-06", "June"), "bad_time")],
)
def test_what_an_ecg_must_have(text: str, reason: str) -> None:
    (one,), _ = told(text)

    assert isinstance(one, Reject)
    assert one.reason == reason


@pytest.mark.parametrize(
    ("text", "samples", "words"),
    [
        (ENGLISH + "1\n" * 3_000_000, 1_000_000, "more than 1000000 samples"),
        (ENGLISH + "1\n" + "x\n" * 3_000_000, 1, "more than 1000000 samples"),
        (ENGLISH.strip() + "\nkey,value" * 3_000_000, 0, "more than 40 lines"),
        (ENGLISH + "1" * 60_000_000, 0, "refused"),
    ],
    ids=["too many voltages", "too much that is none", "a head without an end", "one line"],
)
def test_no_recording_takes_long(text: str, samples: int, words: str, tmp_path: Path) -> None:
    began = time.process_time()
    (one,), outcome = reading(text.encode(), tmp_path)

    assert time.process_time() - began < 5
    assert words in outcome.detail
    assert isinstance(one, Reject) == (samples == 0)
    assert isinstance(one, Reject) or one.attributes["samples"] == str(samples)


@QUICK
@given(junk=st.text(max_size=100), at=st.integers(0, 300))
def test_any_text_gives_an_ecg_or_a_reason(junk: str, at: int, tmp_path: Path) -> None:
    text = ENGLISH + "1\n2\n"
    found, outcome = reading((text[:at] + junk + text[at:]).encode(), tmp_path)

    assert outcome.records.total() + outcome.rejected.total() == len(found)
    assert found or outcome.detail
