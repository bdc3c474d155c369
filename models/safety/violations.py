"""Plans over a hard limit: what a decision record offered against the rules (statistics.md 8).

Zero is required. What the gate itself removed is read from the record; the limits on load are
computed anew from the record's context, so that a plan made without the gate is seen too.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from models.catalogue.actions import actions
from models.catalogue.activities import activities
from models.catalogue.templates import Template
from models.domain.decisions import Decision
from models.features.catalogue import FEATURES, service_hash
from models.safety.limits import PROGRESSIVE_PAUSE_H, session_limit
from models.safety.rules import HARD_LIMITS, rule_of

PAUSE = timedelta(hours=PROGRESSIVE_PAUSE_H)


def against(decision: Decision, before: Sequence[Decision], template: Template) -> tuple[str, ...]:
    """Return the hard rules that a plan goes against, ascending; none for a safe one.

    `before` are the athlete's earlier decisions that stood.
    """
    found = _offered_all_the_same(decision)
    found |= {"session_spike"} if _spikes(decision, template) else set()
    if actions()[decision.action].progressive:
        found |= {"low_readiness"} if decision.readiness != "green" else set()
        found |= {"progressive_72h"} if _paused(decision, before) else set()
    return tuple(sorted(found))


def _offered_all_the_same(decision: Decision) -> set[str]:
    offered = {("activity", slot.catalogue_id) for slot in decision.slate}
    offered |= {("action", str(decision.action))}
    rules = [rule_of(one.reason) for one in decision.removed if (one.kind, one.id) in offered]
    return {rule.id for rule in rules if rule.severity in HARD_LIMITS}


def _spikes(decision: Decision, template: Template) -> bool:
    """Return whether an offered activity is a spike; False where the context doesn't say."""
    body = _context(decision)
    if "load_30d_max_session" not in body:
        return False
    limit = session_limit(body, template, green=decision.readiness == "green")
    known = activities()
    loads = (known[s.catalogue_id].planned_load for s in decision.slate if s.catalogue_id in known)
    return max(loads, default=0.0) > limit


def _context(decision: Decision) -> Mapping[str, float | None]:
    """Return the recorded features by name; empty for imported history or another catalogue."""
    if not decision.context or decision.feature_service_hash != service_hash():
        return {}
    return dict(zip((f.name for f in FEATURES), decision.context, strict=True))


def _paused(decision: Decision, before: Sequence[Decision]) -> bool:
    return any(
        actions()[one.action].progressive and decision.decided_at - one.decided_at < PAUSE
        for one in before
        if one.decided_at < decision.decided_at
    )
