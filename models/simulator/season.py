"""Many athletes at once: a season stepped in memory, by the very functions that a life is lived by.

For policy work: no records, no identities; what a policy may see is `readings` and `checkin`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.simulator.behaviour import Said, done_of, respond
from models.simulator.checkins import Checkin, checkin
from models.simulator.latent import Done, Latent, first_morning, next_morning
from models.simulator.luck import FloatArray, Luck
from models.simulator.plan import NOTHING, SLOTS, BoolArray, IntArray, Menu, Plan
from models.simulator.signals import Readings, signals
from models.simulator.squad import Squad


@dataclass(frozen=True, slots=True, eq=False)
class Morning:
    """n athletes before they are offered anything."""

    weekday: int
    """0 = Monday."""
    latent: Latent
    """Known to nobody but an oracle."""
    readings: Readings
    checkin: Checkin


@dataclass(frozen=True, slots=True, eq=False)
class Evening:
    """The same day's end."""

    morning: Morning
    plan: Plan
    said: Said
    done: Done


Offers = tuple[IntArray, IntArray]
"""Action of each athlete (NOTHING = no plan), and n x SLOTS places of the menu."""
Chooser = Callable[[Morning], Offers]


def season(
    squad: Squad, menu: Menu, luck: Sequence[Luck], choose: Chooser, *, weekday: int = 5
) -> Iterator[Evening]:
    """Yield the days of a season; the first row of `luck` is that of the first morning.

    Who does not open the app gets no plan, whatever is chosen. `weekday` is the first day's; the
    worlds begin on a Saturday.
    """
    latent = first_morning(squad, luck[0])
    for day, today in enumerate(luck[1:]):
        evening = _day(squad, menu, latent, today, (choose, (weekday + day) % 7))
        yield evening
        latent = next_morning(squad, latent, evening.done, today)


def _day(squad: Squad, menu: Menu, latent: Latent, luck: Luck, by: tuple[Chooser, int]) -> Evening:
    choose, weekday = by
    morning = Morning(
        weekday, latent, signals(squad, latent, luck, weekday), checkin(squad, latent, luck)
    )
    action, places = choose(morning)
    plan = menu.plan(weekday, np.where(morning.checkin.opens, action, NOTHING), places)
    said = respond(squad, latent, plan, luck)
    return Evening(morning, plan, said, done_of(plan, said))


def even_slates(fits: BoolArray, action: IntArray, keys: FloatArray, length: int) -> IntArray:
    """Return n x SLOTS places: `length` of the activities that fit each action, evenly drawn.

    `fits` is actions x m, `keys` n x m uniforms. Fewer where fewer fit.
    """
    fitting = fits[np.where(action == NOTHING, 0, action)]
    ranked = np.where(fitting, keys, np.inf)
    best = np.argpartition(ranked, length - 1, axis=1)[:, :length]
    known = np.take_along_axis(fitting, best, axis=1)
    places = np.full((len(action), SLOTS), NOTHING, dtype=np.int64)
    places[:, :length] = np.where(known, best, NOTHING)
    return places
