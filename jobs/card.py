"""The model card: what a policy is, what it saw, how good it is, what it must not be used for."""

from collections.abc import Mapping

from jobs.candidate import Candidate


def model_card(
    candidate: Candidate, params: Mapping[str, str], numbers: Mapping[str, float]
) -> str:
    """Return the card as Markdown."""
    return "\n".join(
        [
            f"# plan-policy {candidate.policy_version}",
            "",
            "Chooses one of 12 coaching actions a day (mixed-effects Thompson sampling on a "
            "learned embedding) and ranks activities by the probability that they are completed.",
            "",
            f"* encoder `{candidate.encoder_version}`, learner `{candidate.learner}`",
            f"* trained on everything closed by {candidate.trained_as_of.isoformat()}",
            f"* judged by the same recipe frozen at {candidate.cut.isoformat()} "
            f"(`{candidate.frozen_version}`), without a fifth of the athletes",
            "",
            "## Measured",
            "",
            *[f"* {name}: {value:,.4g}" for name, value in numbers.items()],
            "",
            "## Data",
            "",
            *[f"* {name}: `{value}`" for name, value in params.items()],
            "",
            "## Limits",
            "",
            "* No medical device; every choice stays inside what the safety gate allows.",
            "* Off-policy values hold for the slate policy of the log they were estimated on.",
            "* Generated athletes only know what the simulator knows.",
            "",
        ]
    )
