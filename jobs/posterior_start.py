"""Where every posterior of ours starts: stated hyper-parameters, the rules' prior, the normals."""

from models.learning.prior import rules_prior
from models.policy.normals import sobol_normals
from models.policy.posterior import Hyper, Start

NORMALS_SEED = 4096
HYPER = Hyper(tau2=0.003, omega2=0.03, s2=0.02, precision=1600.0)
"""Chosen by the true value of the frozen policy in the generated world (effects of actions there
are a few hundredths, the spread of r is .2); to be fitted nightly by marginal likelihood."""


def posterior_start() -> Start:
    """Return the start; fixed until the hyper-parameters are fitted nightly."""
    return Start(HYPER, rules_prior(), sobol_normals(NORMALS_SEED))
