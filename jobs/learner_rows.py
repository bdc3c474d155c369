"""The rows of one learner in gold.posterior_updates, and the athletes' states they give."""

from collections import defaultdict
from collections.abc import Sequence

from infra.settings import Settings
from jobs.records import read_records
from models.domain.rows import PosteriorUpdate
from models.domain.tables import POSTERIOR_UPDATES
from models.policy.state import AthleteState, state_of


def learner_rows(settings: Settings, learner: str) -> list[PosteriorUpdate]:
    """Return the rows of one learner."""
    filters = [("learner", "=", learner)]
    return read_records(POSTERIOR_UPDATES, PosteriorUpdate, settings, filters=filters)


def by_athlete(rows: Sequence[PosteriorUpdate]) -> dict[str, list[PosteriorUpdate]]:
    """Return each athlete's rows, in ascending user_id."""
    found: dict[str, list[PosteriorUpdate]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return dict(sorted(found.items()))


def athlete_states(
    rows: Sequence[PosteriorUpdate], day: int, gamma: float
) -> dict[str, AthleteState]:
    """Return every athlete's own state as of a day (since 1970-01-01)."""
    return {user: state_of(own, day, gamma) for user, own in by_athlete(rows).items()}
