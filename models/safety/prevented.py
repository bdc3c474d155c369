"""How often the gate stood between the policy and its first choice."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.safety.rules import HARD_LIMITS, rule_of


def prevented(record: Mapping[str, Any]) -> set[str]:
    """Return the safety rules that removed a decision's first action or activity.

    Takes the record as JSON. Rules of severity `plan` are left out: that a plan needs a barbell
    that isn't there is no safety. Empty where no policy was asked.
    """
    wanted = {("action", _text(record.get("wanted_action")))}
    wanted |= {("activity", record.get("wanted_activity"))}
    reasons = (r["reason"] for r in record["removed"] if (r["kind"], r["id"]) in wanted)
    return {rule.id for rule in map(rule_of, reasons) if rule.severity in HARD_LIMITS}


def asked(records: Iterable[Mapping[str, Any]]) -> int:
    """Return how many decisions had a first choice that could be prevented."""
    return sum(record.get("wanted_activity") is not None for record in records)


def _text(action: int | None) -> str | None:
    return None if action is None else str(action)
