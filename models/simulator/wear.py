"""What incidents come from: wear that load adds and rest removes, seen by nothing but the truth.

Gate and features read load, soreness and heart-rate variability, never this state: an incident
can be made less likely, not read off (statistics.md 8).
"""

import numpy as np
import numpy.typing as npt

from models.simulator.squad import Squad

FloatArray = npt.NDArray[np.float64]
WEAR_STAYS = 0.88
"""Half of it is gone in five to six days."""
INCIDENT = 0.0006
"""Hazard a day of a usual athlete at a wear of 1, the load that the body is used to: about 35 %
in 18 months of injured runners (Frandsen 2025, facts.md 1)."""
PER_WEAR = 0.82
"""Twice the usual load: hazard ratio 2.3 (idem: 2.28 for sessions more than doubled)."""
WORN_OUT = 4.0
"""More wear than this changes nothing any more."""


def wear_after(squad: Squad, wear: FloatArray, load: FloatArray) -> FloatArray:
    """Return tomorrow's wear after a day's session-RPE loads."""
    return WEAR_STAYS * wear + (1 - WEAR_STAYS) * load / squad.capacity


def hazard(squad: Squad, wear: FloatArray) -> FloatArray:
    """Return P(an incident tonight); in a world without effects load does not move it."""
    strain = squad.world.effect * PER_WEAR * (np.minimum(wear, WORN_OUT) - 1.0)
    return np.asarray(INCIDENT * squad.frailty * np.exp(strain))
