"""How many athlete-days the world steps in memory each second of one core's time.

1,000 athletes x 60 days of the base world, random actions, even slates from the catalogue: people
and luck are drawn, bodies measured, check-ins and answers given, nights slept. The median of five.
"""

import json
import time
from statistics import median

import numpy as np

from models.catalogue.activities import activities, fitting
from models.domain.decisions import ACTIONS
from models.simulator.luck import luck_of
from models.simulator.plan import menu_of
from models.simulator.season import Morning, Offers, even_slates, season
from models.simulator.squad import squad_of
from models.simulator.truth import athlete

ATHLETES, DAYS, RUNS, LENGTH = 1000, 60, 5, 6


def athlete_days_per_second(seed: int) -> float:
    """Play one season; return athlete-days per second of processor time."""
    catalogue = list(activities().values())
    fits = np.array([[one in fitting(a) for one in catalogue] for a in range(ACTIONS)])
    rng = np.random.default_rng(seed)

    def choose(_: Morning) -> Offers:
        action = rng.integers(0, ACTIONS, ATHLETES)
        keys = rng.random((ATHLETES, len(catalogue)))
        return action, even_slates(fits, action, keys, LENGTH)

    began = time.process_time()
    squad = squad_of([athlete(seed, index) for index in range(ATHLETES)])
    luck = luck_of(seed, range(ATHLETES), DAYS + 1)
    days = sum(1 for _ in season(squad, menu_of(catalogue), luck, choose))
    return days * ATHLETES / (time.process_time() - began)


def main() -> None:
    """Print one line of JSON."""
    rates = [athlete_days_per_second(seed) for seed in range(RUNS)]
    print(
        json.dumps(
            {
                "name": "world_steps",
                "athletes": ATHLETES,
                "days": DAYS,
                "athlete_days_per_s": round(median(rates)),
                "slowest": round(min(rates)),
            }
        )
    )


if __name__ == "__main__":
    main()
