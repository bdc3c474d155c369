"""Play the baseline policies in every world: `python -m jobs.baselines [--freeze]`.

Writes models/simulator/baselines.json, which models/README.md shows; with `--freeze` the worlds
as they are now are committed to first (models/simulator/worlds.json). One core, some ten
minutes by default.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from infra.settings import settings
from jobs.facts import emit
from models.domain.decisions import ACTIONS
from models.experiments.definition import POPULARITY, RANDOM, RULES
from models.learning.reward import MEAN_COMPLETION
from models.simulator import table
from models.simulator.baselines import DOSE_ORACLE, ORACLE, POLICIES, START, Lived, play_all, scores
from models.simulator.diary import Span
from models.simulator.fingerprint import freeze, frozen, hashes
from models.simulator.worlds import WORLDS

RUN_IN_SEED = 900
"""Popularity is learned from other people: those of this seed, under the random policy."""
UNKNOWN = (MEAN_COMPLETION,) * ACTIONS
Told = dict[str, list[list[Lived]]]
"""Policy -> seed -> athletes."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is played in each world."""

    athletes: int
    days: int
    seeds: tuple[int, ...]

    @property
    def lives(self) -> int:
        """Return the athletes of one world: each policy's, and the run-in's."""
        return self.athletes * (len(POLICIES) * len(self.seeds) + 1)


def played(size: Size) -> dict[str, Any]:
    """Return the committed form of all baselines in all worlds."""
    with Progress(console=Console(stderr=True)) as shown:
        told = {name: _world(name, size, shown) for name in WORLDS}
    return {
        "played": {"athletes": size.athletes, "days": size.days, "seeds": list(size.seeds)},
        "catalogue": table.catalogue_hash(),
        "worlds": {
            name: {"hashes": hashes(WORLDS[name]), "policies": _summaries(found)}
            for name, found in told.items()
        },
    }


def _world(name: str, size: Size, shown: Progress) -> Told:
    task = shown.add_task(name, total=size.lives)

    def play(policy: str, seed: int, popularity: tuple[float, ...]) -> list[Lived]:
        span = Span(seed=seed, start=START, days=size.days, world=name)
        people = range(size.athletes)
        return play_all(policy, span, people, popularity, lambda: shown.advance(task))

    popular = scores(play(RANDOM, RUN_IN_SEED, UNKNOWN))
    return {p: [play(p, seed, popular) for seed in size.seeds] for p in POLICIES}


def _summaries(told: Told) -> dict[str, Any]:
    return {policy: table.summary(lived, told[RULES]) for policy, lived in told.items()}


def main(
    athletes: Annotated[int, typer.Option(min=2, help="of each seed")] = 40,
    days: Annotated[int, typer.Option(min=8)] = 60,
    seeds: Annotated[int, typer.Option(min=2)] = 3,
    *,
    freeze_worlds: Annotated[bool, typer.Option("--freeze", help="the worlds as they are")] = False,
) -> None:
    """Play random, popularity, rules and oracle, and write the table's numbers."""
    if freeze_worlds:
        freeze()
    elif any(frozen().get(name) != hashes(world) for name, world in WORLDS.items()):
        raise typer.BadParameter("the worlds are not the frozen ones; see --freeze")
    found = played(Size(athletes, days, tuple(range(1, seeds + 1))))
    table.FILE.write_text(json.dumps(found, indent=1) + "\n")
    base = found["worlds"]["base"]["policies"]
    shown = {p: base[p]["dose"] for p in (RULES, POPULARITY, ORACLE, DOSE_ORACLE)}
    emit("baselines", {"lives": athletes * seeds, "dose_in_base": shown}, settings())


if __name__ == "__main__":
    typer.run(main)
