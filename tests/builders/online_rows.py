"""An online store that is a dictionary, for tests of the API."""

from dataclasses import dataclass, field

from serving.features import UNAVAILABLE, Online


@dataclass
class OnlineRows:
    """Rows by user_id; an athlete without a row has missing features, as in the real store."""

    rows: dict[str, Online] = field(default_factory=dict)
    down: bool = False
    reads: int = 0

    def read(self, user_id: str, learner: str | None) -> Online:
        self.reads += 1
        return UNAVAILABLE if self.down else self.rows.get(user_id, Online())

    def warm(self) -> None:
        self.read("warm-up", None)
