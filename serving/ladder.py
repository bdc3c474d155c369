"""The ladder: TorchServe, the same policy in process, rules by template, safe rest.

Rungs depend on the machine's state only, never on the athlete; each is flagged in the record.
The check after a draw may only fall to the rules, never redraw (statistics.md 2).
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from models.experiments.definition import BANDIT, RANDOM
from models.policy.bundle import Current
from models.policy.decide import Choice, decide
from models.policy.probe import probe
from models.policy.rules import NAME as RULES
from models.policy.rules import rules_choice, safe_rest
from serving.arms import Treatment, arm_choice, rules_request
from serving.metrics import Metrics
from serving.policy_server import MODEL, PolicyServer
from serving.published import Published
from serving.usecases.moment import Moment

log = structlog.get_logger(__name__)


class Defect(RuntimeError):
    """A rung answered with something that the gate had removed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A choice, and who made it."""

    choice: Choice
    rung: str
    """champion | in_process | rules | safe_rest."""
    policy_name: str
    learner: str
    exploring: bool
    fell: str = ""
    """Why higher rungs gave no answer: `champion: Unavailable`."""
    epsilon: float = 0.0
    """Share of the draw that was uniform over the exploration set."""


class Ladder:
    """Climb down until a rung holds; the last one always does."""

    def __init__(self, server: PolicyServer | None, published: Published, metrics: Metrics) -> None:
        self._server = server
        self._published = published
        self._metrics = metrics

    def climb(self, moment: Moment) -> Outcome:
        """Return the first rung's choice that is an answer and passes the check."""
        fell: list[str] = []
        for rung, ask in self._rungs(moment):
            try:
                choice = _checked(ask(moment), moment)
            except Exception as error:  # noqa: BLE001 - whatever breaks a rung, the next one answers
                fell.append(f"{rung}: {type(error).__name__}")
                self._fallen(rung, error)
            else:
                return self._outcome(rung, choice, moment, "; ".join(fell))
        rest = safe_rest(moment.screening.allowed_activities)
        return self._outcome("safe_rest", rest, moment, "; ".join(fell))

    def _rungs(self, moment: Moment) -> list[tuple[str, Callable[[Moment], Choice]]]:
        rules: tuple[str, Callable[[Moment], Choice]] = ("rules", _by_rules)
        current, server, treatment = moment.current, self._server, moment.treatment
        if treatment is not None and treatment.decides != BANDIT:
            return [("in_process", lambda m: self._by_arm(m, treatment)), rules]
        if current is None:
            return [rules]
        here = ("in_process", lambda m: self._in_process(m, current))
        if server is None:
            return [here, rules]
        return [("champion", lambda m: server.decide(m.request(current))), here, rules]

    def _in_process(self, moment: Moment, current: Current) -> Choice:
        return decide(moment.request(current), self._published.bundle(current))

    def _by_arm(self, moment: Moment, treatment: Treatment) -> Choice:
        current = treatment.current
        policy = self._published.bundle(current).policy if current else None
        return arm_choice(moment, treatment, policy)

    def _fallen(self, rung: str, error: Exception) -> None:
        self._metrics.falls.labels(rung, type(error).__name__).inc()
        tell = log.error if isinstance(error, Defect) else log.warning
        tell("rung_failed", rung=rung, error=f"{type(error).__name__}: {error}")

    def _outcome(self, rung: str, choice: Choice, moment: Moment, fell: str) -> Outcome:
        drawn, treatment = rung in ("champion", "in_process"), moment.treatment
        arm = treatment.decides if treatment else BANDIT
        pooled = moment.current.learner if moment.current else RULES
        name = (MODEL if arm == BANDIT else arm) if drawn else RULES
        return Outcome(
            choice,
            rung,
            name,
            learner=treatment.learner if treatment else pooled,
            exploring=drawn and arm in (BANDIT, RANDOM),
            fell=fell,
            epsilon={BANDIT: moment.epsilon, RANDOM: 1.0}.get(arm, 0.0) if drawn else 0.0,
        )

    def warm(self) -> None:
        """Load the published bundle and wake the server: the first athlete waits for neither."""
        current = self._published.current()
        if current is None:
            log.info("no_policy_published", rung=RULES)
            return
        try:
            bundle = self._published.bundle(current)
            decide(probe(bundle), bundle)
            if self._server is not None:
                self._server.warm(probe(bundle))
        except Exception as error:  # noqa: BLE001 - a broken bundle must not stop the rules
            self._fallen("in_process", error)

    def close(self) -> None:
        """Let go of the policy server's connections."""
        if self._server is not None:
            self._server.close()


def _by_rules(moment: Moment) -> Choice:
    return rules_choice(rules_request(moment, moment.rules_action))


def _checked(choice: Choice, moment: Moment) -> Choice:
    """Return the choice; raise Defect when it holds what the gate removed."""
    screening = moment.screening
    blocked = {slot.catalogue_id for slot in choice.slate} - set(screening.allowed_activities)
    if blocked or choice.action not in screening.allowed_actions:
        raise Defect(f"action {choice.action}, activities {sorted(blocked)} are not allowed")
    return choice
