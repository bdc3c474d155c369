"""Which arm an athlete is in: a salted hash, so nobody can choose and everybody can check."""

import hashlib
from itertools import accumulate

from models.experiments.definition import Experiment


class AlreadyAssigned(ValueError):
    """An athlete is in one arm of an experiment, once and for all."""

    def __init__(self, experiment: str, held: str, asked: str) -> None:
        super().__init__(
            f"already in arm {held!r} of experiment {experiment!r}: can't be assigned to {asked!r}"
        )


class UnknownArm(ValueError):
    """An experiment has no such arm."""


def arm_of(experiment: Experiment, user_id: str) -> str:
    """Return the athlete's arm: exact shares of a 64-bit hash of salt, experiment and athlete."""
    key = "\x00".join((experiment.salt, experiment.id, user_id)).encode()
    place = int.from_bytes(hashlib.sha256(key).digest()[:8], "big")
    ends = list(accumulate(arm.weight for arm in experiment.arms))
    part = (place * ends[-1]) >> 64
    return next(name for name, end in zip(experiment.names, ends, strict=True) if part < end)
