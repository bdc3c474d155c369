"""Write the ledger of incidents: `python -m jobs.incidents --as-of T` builds gold.incidents anew.

What was told (red flags, severe pain, vital signs, crises) and what the body says over two weeks
(`models.safety.incidents`), each with the hard rules that plans of the 14 days before it went
against. Reads the lake by delta-rs, needs no Spark.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

import structlog
import typer

from infra.logs import log_to_stderr
from infra.settings import Settings, settings
from jobs.clock import as_of_time
from jobs.contracts import check_records, gated
from jobs.event_log import events
from jobs.facts import emit
from jobs.records import read_columns, replace_records
from models.catalogue.templates import template_for
from models.domain.codec import to_json
from models.domain.decisions import Decision
from models.domain.events import AthleteEvent
from models.domain.incidents import Incident
from models.domain.tables import DAILY_FEATURES, INCIDENTS
from models.learning.chronicle import Chronicle, chronicle
from models.safety.incidents import FEATURES, Morning, causes, overtrained, overtraining_id
from models.safety.prevented import prevented
from models.safety.violations import against
from models.safety.zero import counted

log = structlog.get_logger()
OVERTRAINING = "overtraining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What is known of safety as of a time."""

    incidents: list[Incident]
    violations: Counter[str]
    """Plans against a hard rule, by rule."""
    athletes: int
    """Who ever had a plan."""
    athlete_days: int
    """Local days with a plan."""
    first_choices: int
    """Decisions in which a policy had one."""
    prevented: Counter[str]
    """First choices that the gate removed, by safety rule."""


def ledger(settings: Settings, as_of: datetime) -> Ledger:
    """Return everything the lake says as of a time."""
    own: dict[str, list[Any]] = defaultdict(list)
    for record in events(settings):
        if _known_at(record) <= as_of:
            own[record.user_id].append(record)
    mornings = _mornings(settings, as_of)
    people = [_Person.of(user, said) for user, said in sorted(own.items())]
    decisions = [one for person in people for one in person.told.decisions]
    records = [to_json(one) for one in decisions if one.wanted_activity is not None]
    return Ledger(
        incidents=[row for one in people for row in one.incidents(mornings[one.told.user_id])],
        violations=Counter(rule for one in people for _, rule in one.violations),
        athletes=sum(bool(one.told.decisions) for one in people),
        athlete_days=sum(len(one.days) for one in people),
        first_choices=len(records),
        prevented=Counter(rule for record in records for rule in prevented(record)),
    )


def _known_at(record: Any) -> datetime:
    at: datetime = record.decided_at if isinstance(record, Decision) else record.recorded_at
    return at


def _mornings(settings: Settings, as_of: datetime) -> dict[str, list[Morning]]:
    columns = ["user_id", "day", "event_ts", *FEATURES]
    found: dict[str, list[Morning]] = defaultdict(list)
    for row in read_columns(DAILY_FEATURES, settings, columns=columns).to_pylist():
        at = row["event_ts"].astimezone(UTC)
        if at <= as_of:
            values = {name: row[name] for name in FEATURES}
            found[row["user_id"]].append(Morning(row["day"], at, values))
    return found


@dataclass(frozen=True, slots=True)
class _Person:
    """One athlete's plans, and what became of them."""

    told: Chronicle
    safety: tuple[AthleteEvent, ...]
    violations: tuple[tuple[datetime, str], ...]
    """When a plan went against which rule, ascending."""

    @classmethod
    def of(cls, user_id: str, records: Sequence[Any]) -> "_Person":
        told = chronicle(user_id, records, ())
        safety = {
            r.event_id: r for r in records if isinstance(r, AthleteEvent) and r.kind == "safety"
        }
        return cls(told, tuple(safety.values()), tuple(_violations(told)))

    @property
    def days(self) -> set[date]:
        return {self.told.local_day(one.decided_at) for one in self.told.decisions}

    def incidents(self, mornings: Sequence[Morning]) -> Iterator[Incident]:
        for event in self.safety:
            level, reason = event.payload["level"], event.payload["reason"]
            yield self._incident(event.event_id, (event.kind, level, reason), event.occurred_at)
        for one in overtrained(mornings):
            name = overtraining_id(self.told.user_id, one.day)
            yield self._incident(name, (OVERTRAINING, OVERTRAINING, "signs_14d"), one.known_at)

    def _incident(self, event_id: str, words: tuple[str, str, str], at: datetime) -> Incident:
        found = causes(at, self.violations)
        kind, level, reason = words
        return Incident(
            user_id=self.told.user_id,
            event_id=event_id,
            kind=kind,
            level=level,
            reason=reason,
            occurred_at=at,
            attributable=bool(found),
            causes=list(found),
        )


def _violations(told: Chronicle) -> Iterator[tuple[datetime, str]]:
    before: list[Decision] = []
    for one in told.decisions:
        profile = told.profile(one.decided_at)
        template = template_for(profile.goal, profile.experience, profile.days_per_week)
        for rule in against(one, before, template):
            yield one.decided_at, rule
        if one.superseded_by is None:
            before.append(one)


def facts_of(found: Ledger) -> dict[str, Any]:
    """Return the ledger in numbers, and what may be said of it."""
    levels = Counter(one.level for one in found.incidents)
    blamed = sum(one.attributable for one in found.incidents)
    of = {"athletes": found.athletes, "athlete_days": found.athlete_days}
    return {
        "incidents": dict(levels),
        "attributable": blamed,
        "violations": dict(found.violations),
        **of,
        "first_choices": found.first_choices,
        "prevented": dict(found.prevented.most_common()),
        "said": [
            counted(levels[OVERTRAINING], "overtraining incidents", **of),
            counted(blamed, "attributable incidents", **of),
            counted(found.violations.total(), "plans against a hard rule", **of),
        ],
    }


def main(as_of: Annotated[str, typer.Option(help="RFC 3339; default now")] = "") -> None:
    """Write the ledger."""
    log_to_stderr()
    chosen, at = settings(), as_of_time(as_of)
    found = ledger(chosen, at)
    with gated():
        check_records(found.incidents, INCIDENTS, chosen, job="incidents", as_of=at)
    replace_records(found.incidents, INCIDENTS, chosen)
    facts = facts_of(found)
    for line in facts["said"]:
        log.info("counted", said=line)
    emit("incidents", facts, chosen)


if __name__ == "__main__":
    typer.run(main)
