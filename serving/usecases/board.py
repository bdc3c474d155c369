"""What an operator looks at first: policy, choices, exploration, safety, lag, freshness."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue.actions import actions
from models.policy.epsilon import epsilon
from models.safety.prevented import asked, prevented
from models.safety.zero import counted
from serving.clock import hours_between
from serving.db.athletes import Athlete
from serving.db.decisions import DecisionRow
from serving.db.outbox import OutboxMessage
from serving.episodes import closed_episodes
from serving.service import Service
from serving.usecases.incidents import incidents

WEEK, MONTH = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The figures of one look."""

    policy: Mapping[str, Any]
    athletes: int
    decisions: int
    """Of 28 days, replaced ones too; everything below is of those that stand."""
    replaced: int
    actions: list[tuple[str, float]]
    """Share of each action, the largest first."""
    rungs: list[tuple[str, int]]
    removals: list[tuple[str, int]]
    """How often the gate took something away, by reason."""
    red: int
    """Decisions on a morning of red readiness."""
    incidents: list[tuple[str, int]]
    """Level and athletes of 24 hours; an emergency leaves no decision to count."""
    quiet: str
    """What none of them means: the upper bound among the athletes there are."""
    first_choices: int
    """Decisions in which a policy had a first choice."""
    prevented: list[tuple[str, int]]
    """How often a safety rule removed it, by rule."""
    episodes: int
    epsilon: float
    outbox: int
    features_age_h: float | None
    """Median age of the body data at the decisions of a week."""
    stream: Mapping[str, Any] | None
    experiments: list[Mapping[str, Any]]


def board(house: Service, now: datetime) -> Board:
    """Return the figures as of a time."""
    with house.database.read() as session:
        records, replaced = _records(session, now)
        waiting = select(func.count()).where(OutboxMessage.published_at.is_(None))
        episodes, seen = closed_episodes(session, now), incidents(session, now)
        counts = {
            "athletes": session.execute(select(func.count()).select_from(Athlete)).scalar_one(),
            "outbox": session.execute(waiting).scalar_one(),
        }
    chosen = Counter(actions()[record["action"]].name for record in records)
    removed = Counter(one["reason"] for record in records for one in record["removed"])
    return Board(
        policy=_policy(house),
        decisions=len(records) + replaced,
        replaced=replaced,
        actions=[(name, count / len(records)) for name, count in chosen.most_common()],
        rungs=Counter(str(record["rung"]) for record in records).most_common(),
        removals=removed.most_common(12),
        red=sum(record["readiness"] == "red" for record in records),
        incidents=seen,
        quiet=counted(0, "events", athletes=counts["athletes"]),
        first_choices=asked(records),
        prevented=Counter(rule for one in records for rule in prevented(one)).most_common(),
        episodes=episodes,
        epsilon=epsilon(episodes),
        features_age_h=_age(records, now),
        stream=_stream(house),
        experiments=[_experiment(one) for one in house.experiments.reports()],
        **counts,
    )


def _records(session: Session, now: datetime) -> tuple[list[dict[str, Any]], int]:
    """Return the records that stand, and how many were replaced."""
    within = DecisionRow.decided_at > now - MONTH, DecisionRow.decided_at <= now
    standing = select(DecisionRow.record).where(*within, DecisionRow.superseded_by.is_(None))
    replaced = select(func.count()).where(*within, DecisionRow.superseded_by.is_not(None))
    records = [orjson.loads(record) for record in session.scalars(standing)]
    return records, session.execute(replaced).scalar_one()


def _policy(house: Service) -> Mapping[str, Any]:
    current, report = house.published.current(), house.published.report()
    told = orjson.loads(report) if report else {}
    return {
        "name": "plan-policy" if current else "rules",
        "version": current.policy_version if current else "none was promoted yet",
        "population": current.population_version if current else "",
        "verdict": current.verdict if current else "",
        "bootstrap": current.bootstrap if current else False,
        "report": told,
    }


def _age(records: Iterable[Mapping[str, Any]], now: datetime) -> float | None:
    ages = []
    for record in records:
        at = datetime.fromisoformat(record["decided_at"])
        seen = record["context_timestamps"].get("daily_features")
        if seen and at > now - WEEK:
            ages.append(hours_between(datetime.fromisoformat(seen), at))
    return round(median(ages), 1) if ages else None


def _stream(house: Service) -> Mapping[str, Any] | None:
    """Return what the stream said after its last batch; None where it never ran."""
    file = house.settings.published / "stream.json"
    return dict(json.loads(file.read_text())) if file.exists() else None


def _experiment(report: Mapping[str, Any]) -> Mapping[str, Any]:
    primary = report["primary"]
    return {
        "id": report["id"],
        "status": report["status"],
        "simulated": report["simulated"],
        "arms": [arm["name"] for arm in report["experiment"]["arms"]],
        "stopped": report["experiment"]["stopped"],
        "primary": primary if isinstance(primary, str) else _interval(primary),
    }


def _interval(primary: Mapping[str, float]) -> str:
    low, high = primary["low"], primary["high"]
    return f"bandit / rules {primary['ratio']:.2f} [{low:.2f}, {high:.2f}]"
