"""The coach without a language model: intent by words, facts by tools, sentences by phrasebook."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from serving.coach import words
from serving.coach.intents import MINUTES, RATED, RATINGS, SKIPPED, STYLES, intent_of
from serving.coach.phrasebook import phrase, word
from serving.coach.steps import Said, Step, Used
from serving.coach.tools import call
from serving.coach.visit import Visit

NAME = "deterministic"
SMALL_TALK = {
    "hello": ("hello",),
    "thanks": ("welcome",),
    "ok": ("can",),
    "who": ("who", "can"),
    "fallback": ("not_yet", "can"),
}
"""Intents answered by sentences alone."""
IDLE = (*SMALL_TALK, "mood", "despair")
"""Intents that ask for nothing."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One message, and the visit it belongs to."""

    visit: Visit
    text: str
    """Normalised by `words.normalised`."""

    def use(self, tool: str, **given: Any) -> Used:
        """Run a tool."""
        return Used(tool, call(self.visit, tool, given, via=NAME))

    def say(self, key: str, **facts: object) -> Said:
        """Return a sentence in the athlete's language."""
        return Said(phrase(key, self.visit.language, **facts))

    def reasons(self, codes: Any) -> str:
        """Return reason codes in words."""
        return ", ".join(reason_words(code, self.visit.language) for code in codes)


def reason_words(code: str, language: str) -> str:
    """Return why something was taken away, as a person says it."""
    kind, _, site = code.partition("_")
    if kind in ("injury", "pain"):
        return word("reasons", "spare", language).format(site=site_words(site, language))
    return word("reasons", code, language)


def site_words(site: str, language: str) -> str:
    """Return a body site in words."""
    return word("sites", site, language)


def answer(visit: Visit, text: str) -> Iterator[Step]:
    """Answer one message: tools first, then sentences made of what they found."""
    talk = Talk(visit, words.normalised(text))
    rated = RATED.search(talk.text)
    yield from ANSWERS["rated" if rated else intent_of(talk.text)](talk)


def idle(visit: Visit, text: str) -> bool:
    """Return whether a message asks for nothing: small talk, a mood, or not understood."""
    talk = Talk(visit, words.normalised(text))
    intent = "rated" if RATED.search(talk.text) else intent_of(talk.text)
    return intent in IDLE or (intent == "done" and _named(talk)[0] is None)


def _explain(talk: Talk) -> Iterator[Step]:
    used = talk.use("explain_plan")
    yield used
    found = used.result
    if not found["activities"]:
        yield talk.say("no_plan", text=found["text"])
        return
    plan = ", ".join(found["activities"])
    yield talk.say(
        "explain", action=found["action"], minutes=found["minutes"], plan=plan, why=found["why"]
    )
    if found["body"]:
        facts = ", ".join(f"{one['what']} {one['value']}" for one in found["body"])
        yield talk.say("body", facts=facts)
    if found["removed_by_safety"]:
        yield talk.say("spared", reasons=talk.reasons(found["removed_by_safety"]))


def _adjust(talk: Talk, change: str) -> Iterator[Step]:
    minutes = MINUTES.search(talk.text)
    given = {"minutes": max(int(minutes[1]), 5)} if minutes and change == "shorter" else {}
    used = talk.use("adjust_plan", change=change, **given)
    yield used
    yield _adjusted(talk, used.result)


def _adjusted(talk: Talk, found: dict[str, Any]) -> Said:
    plan = ", ".join(found["activities"])
    if not plan:
        return talk.say("no_plan", text=found["text"])
    if not found["changed"]:
        return talk.say("not_changed", reason=talk.reasons([found["reason"]]), plan=plan)
    moved = {side: ", ".join(found[side]) or "-" for side in ("removed", "added")}
    return talk.say("changed", **moved, action=found["action"], minutes=found["minutes"], plan=plan)


def _named(talk: Talk) -> tuple[int | None, list[str]]:
    """Return the activity of today's plan that a message names, and the plan's names."""
    from serving.coach.engine import facts_now

    opened = facts_now(talk.visit.house, talk.visit.user_id, talk.visit.now).open
    rows = opened.activities if opened else []
    for row in rows:
        told = [part for part in re.split(r"[^a-z]+", row.activity_name.lower()) if len(part) > 3]
        if row.activity_name.lower() in talk.text or any(part in talk.text for part in told):
            return row.id, [one.activity_name for one in rows]
    return None, [one.activity_name for one in rows]


def _swap(talk: Talk) -> Iterator[Step]:
    activity, plan = _named(talk)
    if activity is None:
        yield talk.say("which", plan=", ".join(plan))
        return
    used = talk.use("adjust_plan", change="swap", activity_id=activity)
    yield used
    yield _adjusted(talk, used.result)


def _done(talk: Talk) -> Iterator[Step]:
    activity, plan = _named(talk)
    if activity is None:
        yield talk.say("which", plan=", ".join(plan) or "-")
        return
    done = SKIPPED.search(talk.text) is None
    used = talk.use("log_event", activity_id=activity, completed=done)
    yield used
    kept = {k: used.result[k] for k in ("activity", "completed_today", "completion_rate")}
    yield talk.say("logged", **kept)


def _routine(talk: Talk) -> Iterator[Step]:
    used = talk.use("generate_warmup_cooldown")
    yield used
    parts = {
        phase: ", ".join(f"{one['name']} {one['seconds']} s" for one in used.result[phase])
        for phase in ("warmup", "cooldown")
    }
    seconds = {key: used.result[key] for key in ("warmup_seconds", "cooldown_seconds")}
    yield talk.say("routine", **parts, **seconds)


def _goal(talk: Talk) -> Iterator[Step]:
    used = talk.use("set_micro_goal")
    yield used
    found = used.result
    if found["goal"] is None:
        yield talk.say("goal_none")
        return
    yield talk.say("goal", **{k: found[k] for k in ("goal", "open", "start_with", "minutes")})


def _rated(talk: Talk) -> Iterator[Step]:
    said = {}
    for found in RATED.finditer(talk.text):
        name, value = (found[1], found[2]) if found[1] else (found[3], found[4])
        said[RATINGS[name]] = int(value)
    used = talk.use("mood_checkin", **said)
    yield used
    if used.result["offer"]:
        breathing = talk.use("breathing_prompt")
        yield breathing
        yield talk.say("mood_care", breathing=breathing.result["text"])
    else:
        yield talk.say("mood_noted")


def _care(talk: Talk, key: str) -> Iterator[Step]:
    used = talk.use("breathing_prompt")
    yield used
    yield talk.say(key, breathing=used.result["text"])


def _breathing(talk: Talk) -> Iterator[Step]:
    used = talk.use("breathing_prompt")
    yield used
    yield Said(used.result["text"])


def _motivation(talk: Talk) -> Iterator[Step]:
    style = next((name for name, asked in STYLES if re.search(asked, talk.text)), "short")
    used = talk.use("motivational_message", style=style)
    yield used
    yield Said(used.result["text"])


def _summary(talk: Talk) -> Iterator[Step]:
    used = talk.use("reflect_and_summarize")
    yield used
    today, week = used.result["today"], used.result["week"]
    language, change = talk.visit.language, week["motivation_change"]
    notes = ", ".join(used.result["notes"])
    yield talk.say(
        "summary",
        done=today["completed"],
        offered=today["offered"],
        minutes=today["minutes"],
        week_done=week["completed"],
        week_offered=week["offered"],
        week_minutes=week["minutes"],
        motivation="" if change is None else phrase("summary_motivation", language, change=change),
        notes=phrase("summary_notes", language, notes=notes) if notes else "",
    )


def _missing(talk: Talk) -> Iterator[Step]:
    used = talk.use("request_more_info")
    yield used
    missing = [word("missing", name, talk.visit.language) for name in used.result["missing"]]
    yield talk.say("needed" if missing else "needed_none", missing=", ".join(missing))


def _small_talk(talk: Talk, keys: tuple[str, ...]) -> Iterator[Step]:
    yield from (talk.say(key) for key in keys)


ANSWERS: dict[str, Callable[[Talk], Iterator[Step]]] = {
    **{kind: partial(_adjust, change=kind) for kind in ("easier", "harder", "shorter", "rest")},
    **{intent: partial(_small_talk, keys=keys) for intent, keys in SMALL_TALK.items()},
    "explain": _explain,
    "swap": _swap,
    "done": _done,
    "routine": _routine,
    "goal": _goal,
    "rated": _rated,
    "mood": partial(_care, key="mood_low"),
    "despair": partial(_care, key="mood_heavy"),
    "breathing": _breathing,
    "motivation": _motivation,
    "summary": _summary,
    "missing": _missing,
}
