"""What a message asks for: the first intent whose words it holds, ratings, style, minutes."""

import json
import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("intents.json")
RATED = re.compile(
    r"\b(mood|stress|anxiety|soreness|sleep)\b(?: quality)?(?: is| was|:|=| at| of)? ?([1-5])\b"
    r"(?! ?(?:h|hours|小时))|(心情|压力|焦虑|酸痛|睡眠)(?:是|有|大概|:|打)? ?([1-5])分?"
)
RATINGS = {
    **{name: name for name in ("mood", "stress", "anxiety", "soreness")},
    "sleep": "sleep_quality",
    **{"心情": "mood", "压力": "stress", "焦虑": "anxiety", "酸痛": "soreness"},
    "睡眠": "sleep_quality",
}
STYLES = (
    ("humorous", r"\b(funny|joke|laugh|humou?r\w*|cheer)\b|笑|幽默|搞笑"),
    ("rational", r"\b(why should|reason\w*|rational|science|evidence|facts)\b|理性|科学|道理"),
    ("long", r"\b(long\w*|more|speech|talk)\b|长一点|多说|详细"),
)
MINUTES = re.compile(r"(\d{1,3}) ?(?:-|to)? ?(?:min|分钟)")
SKIPPED = re.compile(r"\b(skip\w*|didn'?t|did not|not)\b|跳过|没做|没完成")


def intent_of(text: str) -> str:
    """Return the first intent whose words are in a normalised text; `fallback` without any."""
    return next((name for name, pattern in _intents() if pattern.search(text)), "fallback")


@cache
def _intents() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple((row["name"], re.compile(row["pattern"])) for row in rows)
