"""Experiments: reports for coaches and operators, and enrolment by hand."""

from typing import Annotated

from annotated_types import MaxLen, MinLen
from fastapi import APIRouter, Response
from sqlalchemy.exc import IntegrityError

from models.experiments.assignment import AlreadyAssigned, UnknownArm
from serving.bodies import Body
from serving.problems import Problem
from serving.replies import Json
from serving.routers.asked import Caller, House, Now
from serving.usecases.assigning import Enroller, live_counts
from serving.usecases.facts import find_athlete

router = APIRouter(tags=["experiments"])


class EnrolmentBody(Body):
    """`POST /experiments/{experiment_id}/assignments`."""

    user_id: Annotated[str, MinLen(1), MaxLen(64)]
    arm: Annotated[str, MinLen(1), MaxLen(16)]


@router.get("/experiments")
def experiments(caller: Caller, house: House) -> Response:
    """List experiments, oldest first."""
    caller.require("coach", "ops")
    return Json(
        [
            {
                "id": one["id"],
                "status": one["status"],
                "simulated": one["simulated"],
                "arms": [arm["name"] for arm in one["experiment"]["arms"]],
                "stopped": one["experiment"]["stopped"],
                "started_at": one["experiment"]["started_at"],
            }
            for one in house.experiments.reports()
        ]
    )


@router.get("/experiments/{experiment_id}")
def experiment(experiment_id: str, caller: Caller, house: House) -> Response:
    """Return the latest report, with the counts of this moment from the database."""
    caller.require("coach", "ops")
    found = house.experiments.report(experiment_id)
    if found is None:
        raise Problem(404, f"no experiment {experiment_id!r}", field="experiment_id")
    # who knew the salt would know every athlete's arm beforehand
    told = {key: value for key, value in found["experiment"].items() if key != "salt"}
    with house.database.read() as session:
        live = live_counts(session, experiment_id)
    return Json(found | {"experiment": told, "live": live})


@router.post("/experiments/{experiment_id}/assignments", status_code=201)
def enrol(
    experiment_id: str, body: EnrolmentBody, caller: Caller, house: House, now: Now
) -> Response:
    """Put an athlete into a chosen arm before their first decision (scope ops)."""
    caller.require("ops")
    running = house.experiments.running()
    if running is None or running.id != experiment_id:
        raise Problem(404, f"no experiment {experiment_id!r} runs", field="experiment_id")
    try:
        with house.database.write() as session:
            find_athlete(session, body.user_id)
            Enroller(session, house.ids, now).enrol(running, body.user_id, body.arm, by="operator")
    except UnknownArm as error:
        raise Problem(422, str(error), field="arm") from error
    except (AlreadyAssigned, IntegrityError) as error:
        told = str(error) if isinstance(error, AlreadyAssigned) else "already assigned"
        raise Problem(409, told, field="user_id") from error
    house.committed()
    reply = {"user_id": body.user_id, "experiment": running.id, "arm": body.arm}
    return Json(reply | {"assigned_at": now}, status_code=201)
