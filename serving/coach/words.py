"""An athlete's words, made comparable: one form of each letter, statements, and what denies them.

The patterns stand in `context.json`, English and Chinese beside each other.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from serving.coach.spelling import corrected

FILE = Path(__file__).with_name("context.json")
HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
COMMA = re.compile(r"[,，、:：]| and then | then ")
PAIRS = (
    "氣气過过來来難难緊紧壓压絞绞悶闷臟脏臉脸說说話话無无麼么殺杀輕轻結结殘残傷伤遺遗腳脚動动發发覺觉識识頭头暈晕側侧邊边體体腦脑樓楼藥药膚肤顳颞頸颈腫肿關关節节撐撑"
    "練练習习強强運运這这個个樣样應应會会對对讓让時时間间嗎吗還还沒没從从給给裡里裏里點点開开視视規规則则統统員员權权報报記记錄录醫医後后題题實实際际講讲顯显處处與与"
    "義义誰谁許许當当幾几歲岁雙双壞坏於于週周車车電电請请認认變变聽听離离負负擔担續续絕绝觸触單单鬆松癱瘫燒烧脹胀燙烫鐘钟彎弯彈弹寫写傳传絡络隻只蓋盖燈灯臺台灣湾腸肠"
    "盡尽戀恋繩绳連连穩稳亂乱齊齐靜静陣阵嘔呕噁恶惡恶厲厉瞼睑閉闭擠挤塊块鎖锁綁绑繃绷針针錐锥剛刚攙搀趕赶餓饿飯饭減减劃划貓猫憂忧鬱郁幫帮計计換换爺爷媽妈親亲孫孙學学師师隊队鄰邻測测錶表條条極极痺痹癥症礙碍窩窝終终組组總总"
    "脫脱臥卧舉举舊旧虛虚衝冲訴诉診诊試试語语調调談谈護护質质輩辈轉转適适鈍钝長长閃闪隱隐頂顶順顺頓顿頰颊願愿風风飄飘驚惊齒齿著着嚇吓嗆呛喪丧墜坠夢梦妳你慘惨懶懒擊击擰拧敗败暢畅構构歷历淚泪滿满牆墙狀状瘋疯睏困乾干幹干囗口"
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
    plain = plain.translate(SIMPLIFIED).replace("’", "'").replace("`", "'")
    return corrected(re.sub(r"[ \t]+", " ", plain))


def statements(text: str) -> list[str]:
    """Return the statements of a normalised text in order; `but` begins a new one."""
    return [part.strip() for part in context("stop").split(text) if part and part.strip()]


def denied(lead: str, rest: str) -> bool:
    """Return whether a statement says, before and after a symptom, that it is not there."""
    if "never" in lead[-NEAR:] and context("as_never_before").search(rest):
        return False
    nearest = context("not_a_denial").sub(" ", COMMA.split(lead)[-1][-NEAR:])
    return context("denies").search(nearest) is not None or _in_denied_list(lead)


def _in_denied_list(lead: str) -> bool:
    """Return whether a denial further back still counts: `no dizziness, numbness or ...`."""
    parts = re.split(r"\b(?:no|without)\b|没有", context("not_a_denial").sub(" ", lead))
    if len(parts) == 1:
        return False
    return len(parts[-1]) < LIST and context("ends_a_list").search(parts[-1]) is None


def taken_back(rest: str) -> bool:
    """Return whether the words after a symptom say that it is gone."""
    return context("taken_back").match(rest) is not None


def asked_about(rest: str) -> bool:
    """Return whether the words after a symptom ask what it is: nobody says they have it."""
    return context("asked_about").match(rest) is not None


def other_subject(lead: str, symptom: str) -> bool:
    """Return whether a symptom has somebody or something else as its subject."""
    verbal = context("verbal").match(symptom) is not None
    return context("subject_of_verb" if verbal else "subject").search(lead) is not None


def told_of_others(lead: str) -> bool:
    """Return whether somebody else is the one it happened to."""
    ends = [found.end() for found in context("others").finditer(lead)]
    return bool(ends) and context("myself").search(lead[ends[-1] :]) is None
