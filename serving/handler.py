"""TorchServe's entry to the policy; imported by bare file name, so nothing but models and torch.

It reads published bundles and the request, nothing else: no store, database or registry.
"""

import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from models.domain.codec import RecordError, from_json, to_json
from models.policy.bundle import (
    BrokenBundle,
    Bundle,
    load_policy,
    load_population,
    read_current,
)
from models.policy.decide import DecisionRequest, UnknownVersion, WrongSignature, decide
from models.policy.probe import probe

KEPT = 3
UNKNOWN, MALFORMED = 409, 400


class PolicyHandler:
    """Answer decision requests; TorchServe wants exactly one class in this file."""

    def initialize(self, context: Any) -> None:
        """Load what is published now and decide once; other versions are loaded when asked for."""
        torch.set_num_threads(1)
        root = Path(context.model_yaml_config["handler"]["published"])
        self._policy = lru_cache(maxsize=KEPT)(lambda version: load_policy(root, version))
        self._population = lru_cache(maxsize=KEPT)(lambda version: load_population(root, version))
        # a broken bundle is the answer to each request, not the end of this worker
        with suppress(BrokenBundle, OSError):
            self._warm(root)

    def _warm(self, root: Path) -> None:
        """Pay before the first request what the first request would pay (0.1 s)."""
        current = read_current(root)
        if current is not None:
            bundle = Bundle(
                self._policy(current.policy_version), self._population(current.population_version)
            )
            decide(probe(bundle), bundle)

    def handle(self, data: list[dict[str, Any]], context: Any) -> list[dict[str, Any]]:
        """Return one choice (or error) a request; rows of a batch know nothing of each other."""
        return [self._answer(place, row, context) for place, row in enumerate(data)]

    def _answer(self, place: int, row: dict[str, Any], context: Any) -> dict[str, Any]:
        try:
            request = from_json(DecisionRequest, _body(row))
            choice: dict[str, Any] = to_json(decide(request, self._bundle(request)))
        # both refusals below are ValueErrors too: the narrower words come first
        except (UnknownVersion, WrongSignature, BrokenBundle) as error:
            return _refused(context, place, UNKNOWN, f"unknown version: {error}")
        except (RecordError, ValueError) as error:
            return _refused(context, place, MALFORMED, f"malformed: {error}")
        return choice

    def _bundle(self, request: DecisionRequest) -> Bundle:
        return Bundle(
            self._policy(request.policy_version), self._population(request.population_version)
        )


def _body(row: dict[str, Any]) -> Any:
    body = row.get("body", row.get("data"))
    return json.loads(body) if isinstance(body, bytes | bytearray | str) else body


def _refused(context: Any, place: int, status: int, reason: str) -> dict[str, Any]:
    context.set_response_status(code=status, phrase="refused", idx=place)
    return {"error": reason}
