"""Where the posterior starts: the rules' mean reward of each action (statistics.md 1, b0)."""

import numpy as np
import numpy.typing as npt

from models.catalogue.templates import prior_mean, template_for
from models.domain.decisions import ACTIONS, PHI_DIM
from models.features.request import EXPERIENCES, GOALS

DAYS_PER_WEEK = 3
"""The design's default; the templates' priors do not depend on it."""


def rules_prior() -> npt.NDArray[np.float64]:
    """Return b0 (12 x 32): the mean over all templates on phi's constant, 0 elsewhere."""
    templates = [
        template_for(goal, level, DAYS_PER_WEEK) for goal in GOALS for level in EXPERIENCES
    ]
    b0 = np.zeros((ACTIONS, PHI_DIM))
    b0[:, 0] = np.mean([prior_mean(template) for template in templates], axis=0)
    return b0
