"""The simulated bandit's embedding: a dozen features as they are, nothing trained."""

import numpy as np

from models.domain.decisions import PHI_DIM
from models.features.catalogue import FEATURES
from models.policy.encoder import Encoder

VERSION = "trial-1"
SEEN = {
    "mood": (3.0, 1.0),
    "sleep_quality": (3.0, 1.0),
    "stress": (2.5, 1.0),
    "anxiety": (2.6, 1.0),
    "soreness": (2.0, 1.0),
    "hrv_rmssd_z_28d": (0.0, 1.0),
    "hrv_sdnn_z_28d": (0.0, 1.0),
    "sleep_duration_h": (7.0, 1.0),
    "active_minutes_14d_mean": (25.0, 15.0),
    "anxiety_7d_mean": (2.6, 1.0),
    "days_per_week": (4.0, 2.0),
}
"""Feature -> usual value and spread."""


def trial_encoder() -> Encoder:
    """Return an encoder whose phi is the constant and one squashed number per feature."""
    names = [f.name for f in FEATURES]
    d, k = len(names), len(SEEN)
    center, scale = np.zeros(d), np.ones(d)
    w1, w2 = np.zeros((2 * d, k)), np.zeros((k, PHI_DIM - 1))
    for place, (name, (usual, spread)) in enumerate(SEEN.items()):
        index = names.index(name)
        center[index], scale[index] = usual, spread
        w1[index, place] = w2[place, place] = 1.0
    return Encoder(VERSION, center, scale, w1, np.zeros(k), w2, np.zeros(PHI_DIM - 1))
