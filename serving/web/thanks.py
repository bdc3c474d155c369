"""What the page says after a check-in."""

from serving.bodies import CheckinBody
from serving.coach.mind_tools import LOW_MOOD
from serving.replies import PlanReply
from serving.usecases.checkin import INCIDENTS


def thanks(said: CheckinBody, before: PlanReply | None, after: PlanReply) -> str:
    """Return the words; none beside a warning, which is all there is to read then."""
    if after.safety.level in INCIDENTS:
        return ""
    words = ["Thank you, noted."]
    if said.mood is not None and said.mood <= LOW_MOOD:
        words.append("That sounds like a hard day. Small is enough today.")
    if before is not None and _open(before) != _open(after):
        words.append("Your plan has changed.")
    return " ".join(words)


def _open(plan: PlanReply) -> set[tuple[str, int]]:
    return {(one.catalogue_id, one.duration_minutes) for one in plan.activities if not one.reported}
