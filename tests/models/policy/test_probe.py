from pathlib import Path

from models.policy.decide import decide
from models.policy.probe import probe
from serving.published import Published
from tests.builders.bundles import publish_random_policy


def test_the_probe_suits_whatever_bundle_is_published(tmp_path: Path) -> None:
    bundle = Published(tmp_path).bundle(publish_random_policy(tmp_path))

    choice = decide(probe(bundle), bundle)

    assert choice.policy_version == bundle.policy.version
    assert 5 <= len(choice.slate) <= 7
