"""How much is explored after n closed episodes (statistics.md 2)."""

START, FLOOR, RATE = 0.30, 0.05, 0.993


def epsilon(episodes: int) -> float:
    """Return max(0.05, 0.30 x 0.993^n)."""
    return max(FLOOR, START * RATE**episodes)
