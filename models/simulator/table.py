"""The committed baselines: what they were played with, and as the lines of a Markdown table."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import beta, norm, t

from models.catalogue.digest import digest
from models.catalogue.plans import authored
from models.catalogue.templates import FEWEST_DAYS, MOST_DAYS, template_for
from models.evaluation.auc import auc
from models.safety.zero import upper_bound
from models.simulator.baselines import POLICIES, Lived
from models.simulator.worlds import WORLDS

FILE = Path(__file__).with_name("baselines.json")
LEVEL = 0.95
Interval = list[float]
"""Value, low, high."""


def baselines() -> dict[str, Any]:
    """Return the committed results."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def catalogue_hash() -> str:
    """Return the hash of the activities and of the rules' weeks that a play would use now."""
    weeks = [
        asdict(template_for(*who, days))
        for who in sorted(authored())
        for days in range(FEWEST_DAYS, MOST_DAYS + 1)
    ]
    said = json.dumps([digest(), weeks], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def summary(lived: Sequence[Sequence[Lived]], rules: Sequence[Sequence[Lived]]) -> dict[str, Any]:
    """Return one policy's row from its athletes by seed; `rules` are the same athletes' lives.

    Intervals are over athletes, that of the AUC over decisions (DeLong): given the true
    probabilities the outcomes are independent.
    """
    everybody, same = [o for seed in lived for o in seed], [o for seed in rules for o in seed]
    hurt, n = sum(o.incidents > 0 for o in everybody), len(everybody)
    usual = float(np.mean([dose_share(o) for o in same]))
    gained = [dose_share(a) - dose_share(b) for a, b in zip(everybody, same, strict=True)]
    stopped = sum(o.stopped for o in everybody)
    return {
        "athletes": n,
        "dose": _mean([dose_share(o) for o in everybody]),
        "over_rules": _mean([one / usual for one in gained]),
        "minutes_to_rules": _ratio(everybody, same, "prescribed_minutes"),
        "load_to_rules": _ratio(everybody, same, "prescribed_load"),
        "completion": _mean([o.completed / o.offered for o in everybody if o.offered]),
        "incidents": sum(o.incidents for o in everybody),
        "hurt": hurt,
        "hurt_upper": upper(hurt, n),
        "drop_out": [stopped / n, *between(stopped, n)],
        "regret": _mean([float(np.mean(o.regrets)) for o in everybody if o.regrets]),
        "oracle_auc": _auc(everybody),
    }


def dose_share(one: Lived) -> float:
    """Return the completed dose over the template's, of all days (statistics.md 6)."""
    return one.done_dose / one.planned_dose


def _ratio(lived: Sequence[Lived], rules: Sequence[Lived], name: str) -> float:
    """Return what is prescribed over what the rules prescribe: beyond +-10 % a gain is void."""
    mine, theirs = ([float(getattr(o, name)) for o in one] for one in (lived, rules))
    return sum(mine) / sum(theirs)


def upper(count: int, n: int) -> float:
    """Return the exact one-sided 95 % upper limit of a share; 1 - .05^(1/n) at zero."""
    if count == 0:
        return upper_bound(n)
    return float(beta.ppf(LEVEL, count + 1, n - count)) if count < n else 1.0


def between(count: int, n: int) -> tuple[float, float]:
    """Return the exact two-sided 95 % limits of a share (Clopper and Pearson 1934)."""
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, count, n - count + 1)) if count else 0.0
    return low, float(beta.ppf(1 - tail, count + 1, n - count)) if count < n else 1.0


def _mean(values: Sequence[float]) -> Interval:
    """Return the mean with its 95 % t interval."""
    middle, n = float(np.mean(values)), len(values)
    half = float(t.ppf((1 + LEVEL) / 2, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    return [middle, middle - half, middle + half]


def _auc(lived: Sequence[Lived]) -> Interval:
    won = np.array([win for one in lived for win in one.wins], dtype=bool)
    found = auc(won, np.array([chance for one in lived for chance in one.chances]))
    half = float(norm.ppf((1 + LEVEL) / 2)) * found.se
    return [found.value, found.value - half, found.value + half]


HEADER = (
    "| world | policy | completed dose | gain over rules | prescribed minutes / load to rules "
    "| completion | athletes with an incident | dropped out | regret | oracle AUC |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def lines() -> list[str]:
    """Return the table of the committed baselines as Markdown, with the worlds' hashes."""
    kept = baselines()
    rows = [_row(w, p, kept["worlds"][w]["policies"][p]) for w in WORLDS for p in POLICIES]
    size = kept["played"]
    same = kept["catalogue"] == catalogue_hash()
    words = (
        f"{size['athletes']} athletes x {size['days']} days x seeds "
        f"{', '.join(str(s) for s in size['seeds'])}, every policy with the same athletes and "
        "luck; 95 % intervals over athletes (oracle AUC: DeLong). Completed dose: of the "
        "template's, absent and dropped-out days as 0. A gain counts only where what is prescribed "
        "lies within 10 % of the rules' (statistics.md 6). Incidents: exact 95 % upper limit of "
        "the share of athletes. Catalogue "
        f"`{kept['catalogue']}`{'' if same else ', which has changed since'}."
    )
    return [*HEADER, *rows, "", words, "", *_hashes(kept["worlds"])]


def _row(world: str, policy: str, found: Mapping[str, Any]) -> str:
    hurt = f"{found['hurt']} of {found['athletes']} (<= {found['hurt_upper']:.1%})"
    cells = (
        *(world, policy, _percent(found["dose"]), _percent(found["over_rules"], "+.1%")),
        f"{found['minutes_to_rules']:.2f} / {found['load_to_rules']:.2f}",
        *(_percent(found["completion"]), hurt, _percent(found["drop_out"])),
        *(_digits(found["regret"]), _digits(found["oracle_auc"])),
    )
    return f"| {' | '.join(cells)} |"


def _percent(interval: Interval, form: str = ".1%") -> str:
    return _shown(interval, lambda v: format(v, form))


def _digits(interval: Interval) -> str:
    return _shown(interval, lambda v: f"{v:.3f}")


def _shown(interval: Interval, word: Callable[[float], str]) -> str:
    value, low, high = (word(v) for v in interval)
    return f"{value} ({low} to {high})"


def _hashes(worlds: Mapping[str, Any]) -> list[str]:
    said = ("parameters", "outcomes")
    rows = [
        f"| {n} | " + " | ".join(f"`{w['hashes'][k]}`" for k in said) + " |"
        for n, w in worlds.items()
    ]
    return ["| world | hash of its parameters | hash of its outcomes |", "|---|---|---|", *rows]
