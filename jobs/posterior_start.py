"""Where every posterior of ours starts: stated hyper-parameters, the rules' prior, the normals."""

from models.evaluation.backtest import Start
from models.learning.prior import rules_prior
from models.policy.normals import sobol_normals
from models.policy.posterior import Hyper

NORMALS_SEED = 4096


def posterior_start() -> Start:
    """Return the start; fixed until the hyper-parameters are fitted nightly."""
    return Start(Hyper(), rules_prior(), sobol_normals(NORMALS_SEED))
