"""One decision with the names that its ids stand for."""

import uuid
from typing import Any

import orjson
from sqlalchemy.orm import Session

from models.catalogue.actions import actions
from serving.auth import Identity
from serving.db.decisions import DecisionRow
from serving.problems import Problem
from serving.views import activity_reply


def decision_view(session: Session, decision_id: str, caller: Identity) -> dict[str, Any]:
    """Return the whole record; raise Problem 404 for an unknown one or another athlete's."""
    row = session.get(DecisionRow, _known(decision_id))
    if row is None or not _may_see(caller, row.user_id):
        # the same answer for both: an id must not tell whether it exists
        raise Problem(404, f"no decision {decision_id}", field="decision_id")
    record: dict[str, Any] = orjson.loads(row.record)
    names = {action.id: action.name for action in actions()}
    return record | {
        "action_name": names[row.action],
        "rules_action_name": names[record["rules_action"]],
        "allowed_action_names": [names[a] for a in record["allowed_actions"]],
        "activities": [activity_reply(activity, {}) for activity in row.activities],
        "reported_at": row.reported_at,
        "session_rating": row.session_rating,
    }


def _known(decision_id: str) -> str:
    try:
        return str(uuid.UUID(decision_id))
    except ValueError as error:
        raise Problem(404, f"{decision_id!r} is not a decision id", field="decision_id") from error


def _may_see(caller: Identity, user_id: str) -> bool:
    return bool(caller.scopes & {"coach", "ops"}) or caller.subject == user_id
