"""The athlete's segment (statistics.md 10), as the mission says: "High Anxiety, Low Activity"."""

ANXIETY_LOW, ANXIETY_HIGH = 2.0, 3.5
ACTIVITY_LOW, ACTIVITY_HIGH = 20.0, 45.0


def segment(anxiety_7d: float | None, active_minutes_14d: float | None) -> tuple[str, bool]:
    """Return (name, known) of mean anxiety (1-5) and mean active minutes a day.

    Without either figure its part is moderate and the segment counts as not known.
    """
    anxiety, activity = _anxiety(anxiety_7d), _activity(active_minutes_14d)
    known = anxiety_7d is not None and active_minutes_14d is not None
    return f"{anxiety} Anxiety, {activity} Activity", known


def _anxiety(mean: float | None) -> str:
    if mean is None:
        return "Moderate"
    if mean <= ANXIETY_LOW:
        return "Low"
    return "Moderate" if mean <= ANXIETY_HIGH else "High"


def _activity(minutes: float | None) -> str:
    if minutes is None:
        return "Moderate"
    if minutes < ACTIVITY_LOW:
        return "Low"
    return "Moderate" if minutes < ACTIVITY_HIGH else "High"
