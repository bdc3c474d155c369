"""No feature without a test that says its name."""

import re
from pathlib import Path

from models.features.catalogue import DAILY

TESTS = Path(__file__).parents[1]


def test_every_daily_feature_is_named_in_a_test_of_its_numbers() -> None:
    texts = (file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    words = {word for text in texts for word in re.findall(r"\w+", text)}

    assert [feature.name for feature in DAILY if feature.name not in words] == []
