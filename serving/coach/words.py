"""An athlete's words, made comparable: one form of each letter, statements, and what denies them.

The patterns stand in `context.json`, English and Chinese beside each other.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("context.json")
HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
COMMA = re.compile(r"[,，、:：]| and then | then ")
PAIRS = (
    "氣气過过來来難难緊紧壓压絞绞悶闷臟脏臉脸說说話话無无麼么殺杀輕轻結结殘残傷伤遺遗腳脚動动發发覺觉識识頭头暈晕側侧邊边體体腦脑樓楼藥药膚肤顳颞頸颈腫肿關关節节撐撑"
    "練练習习強强運运這这個个樣样應应會会對对讓让時时間间嗎吗還还沒没從从給给裡里裏里點点開开視视規规則则統统員员權权報报記记錄录醫医後后題题實实際际講讲顯显處处與与"
    "義义誰谁許许當当幾几歲岁雙双壞坏於于週周車车電电請请認认變变聽听離离負负擔担續续絕绝觸触單单鬆松癱瘫燒烧脹胀燙烫鐘钟彎弯彈弹寫写傳传絡络隻只蓋盖燈灯臺台灣湾腸肠"
    "顫颤暫暂術术蘇苏緩缓樂乐該该為为養养進进遠远現现場场鍛锻鍊炼"
)
"""Traditional and simplified forms in turn, of what the patterns ask for."""
SIMPLIFIED = str.maketrans(PAIRS[0::2], PAIRS[1::2])
NEAR = 45
"""Letters before a symptom in which a denial counts."""
LIST = 60


@cache
def context(name: str) -> re.Pattern[str]:
    """Return one of the patterns: `denies`, `others`, `general`, `long_ago`, `rest`, ..."""
    patterns: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return re.compile("|".join(patterns[name]))


def normalised(text: str) -> str:
    """Return the text in one width and case, traditional characters simplified, nothing hidden."""
    plain = unicodedata.normalize("NFKC", HIDDEN.sub("", text)).lower()
    return re.sub(r"[ \t]+", " ", plain.translate(SIMPLIFIED).replace("’", "'").replace("`", "'"))


def statements(text: str) -> Iterator[tuple[str, str]]:
    """Yield each statement of a normalised text with the one before it; `but` begins a new one."""
    before = ""
    for part in context("stop").split(text):
        if part and part.strip():
            yield before, part.strip()
            before = part.strip()


def denied(lead: str, rest: str) -> bool:
    """Return whether a statement says, before and after a symptom, that it is not there."""
    if "never" in lead[-NEAR:] and context("as_never_before").search(rest):
        return False
    nearest = context("not_a_denial").sub(" ", COMMA.split(lead)[-1][-NEAR:])
    return context("denies").search(nearest) is not None or _in_denied_list(lead)


def _in_denied_list(lead: str) -> bool:
    """Return whether a denial further back still counts: `no dizziness, numbness or ...`."""
    parts = re.split(r"\b(?:no|without)\b|没有", lead)
    if len(parts) == 1:
        return False
    listed = re.search(r"\b(i|my|it|is|are|feel|have|had)\b|我", parts[-1]) is None
    return len(parts[-1]) < LIST and listed


def taken_back(rest: str) -> bool:
    """Return whether the words after a symptom say that it is gone."""
    return context("taken_back").match(rest) is not None


def asked_about(rest: str) -> bool:
    """Return whether the words after a symptom ask what it is: nobody says they have it."""
    return context("asked_about").match(rest) is not None


def told_of_others(lead: str) -> bool:
    """Return whether somebody else is the one it happened to."""
    ends = [found.end() for found in context("others").finditer(lead)]
    return bool(ends) and context("myself").search(lead[ends[-1] :]) is None
