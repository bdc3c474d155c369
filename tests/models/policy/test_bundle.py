import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from models.features.catalogue import service_hash
from models.policy.bundle import (
    BrokenBundle,
    Policy,
    load_policy,
    load_population,
    read_current,
    set_current,
    write_policy,
    write_population,
)
from tests.builders.bundles import (
    publish_random_policy,
    random_completion,
    random_encoder,
    random_population,
)


def policy(version: str = "policy-a", seed: int = 1) -> Policy:
    return Policy(
        version=version,
        name="plan-policy",
        encoder=random_encoder(seed),
        completion=random_completion(seed),
        temperature=0.1,
        feature_service_hash=service_hash(),
        reward_definition="r1",
    )


def test_a_policy_comes_back_as_it_was_written(tmp_path: Path) -> None:
    written = policy()
    folder = write_policy(tmp_path, written)

    read = load_policy(tmp_path, "policy-a")

    assert sorted(f.name for f in folder.iterdir()) == [
        "completion.npz", "encoder.npz", "policy.json", "sha256.json",
    ]  # fmt: skip
    assert (read.version, read.temperature) == ("policy-a", 0.1)
    assert read.encoder.version == written.encoder.version
    for name, array in written.completion.arrays().items():
        assert np.array_equal(read.completion.arrays()[name], array)


def test_a_population_comes_back_as_it_was_written(tmp_path: Path) -> None:
    written = random_population(1)
    write_population(tmp_path, written)

    read = load_population(tmp_path, "pop-test")

    assert read.hyper == written.hyper
    assert (read.learner, read.encoder_version, read.day) == (
        written.learner, written.encoder_version, written.day,
    )  # fmt: skip
    for name in ("m", "p_inv", "b0", "z"):
        assert getattr(read, name).tobytes() == getattr(written, name).tobytes()


def test_publishing_twice_is_the_same_as_once(tmp_path: Path) -> None:
    one = {f.name: f.read_bytes() for f in write_policy(tmp_path, policy()).iterdir()}
    two = {f.name: f.read_bytes() for f in write_policy(tmp_path, policy()).iterdir()}

    assert one == two
    with pytest.raises(BrokenBundle, match="other content"):
        write_policy(tmp_path, policy(seed=2))


def test_a_half_written_version_does_not_stand_in_the_way(tmp_path: Path) -> None:
    draft = tmp_path / "policy" / "policy-a.new"
    draft.mkdir(parents=True)
    (draft / "encoder.npz").write_bytes(b"half")

    write_policy(tmp_path, policy())

    assert load_policy(tmp_path, "policy-a").version == "policy-a"


@pytest.mark.parametrize("file", ["encoder.npz", "completion.npz", "policy.json"])
def test_a_changed_file_is_refused(tmp_path: Path, file: str) -> None:
    target = write_policy(tmp_path, policy()) / file
    raw = bytearray(target.read_bytes())
    raw[len(raw) // 2] ^= 1
    target.write_bytes(raw)

    with pytest.raises(BrokenBundle, match=f"{file} was changed"):
        load_policy(tmp_path, "policy-a")


def test_a_missing_completion_model_is_refused(tmp_path: Path) -> None:
    folder = write_policy(tmp_path, policy())
    (folder / "completion.npz").unlink()
    sums = json.loads((folder / "sha256.json").read_text())
    del sums["completion.npz"]
    (folder / "sha256.json").write_text(json.dumps(sums))

    with pytest.raises(BrokenBundle, match="not complete"):
        load_policy(tmp_path, "policy-a")


def test_numbers_that_are_not_finite_are_not_published(tmp_path: Path) -> None:
    encoder = random_encoder(1)
    broken = dataclasses.replace(encoder, w1=np.where(encoder.w1 > 0, np.nan, encoder.w1))

    with pytest.raises(BrokenBundle, match="'w1'"):
        write_policy(tmp_path, dataclasses.replace(policy(), encoder=broken))
    with pytest.raises(BrokenBundle, match="'m'"):
        write_population(
            tmp_path, dataclasses.replace(random_population(1), m=np.full((12, 32), np.inf))
        )
    assert not (tmp_path / "policy" / "policy-a").exists()


def test_pickles_are_refused(tmp_path: Path) -> None:
    completion = random_completion(1)
    poisoned = dataclasses.replace(completion, ids=np.array([object()], dtype=object))

    with pytest.raises(ValueError, match="pickle"):
        write_policy(tmp_path, dataclasses.replace(policy(), completion=poisoned))


def test_current_names_complete_versions_only(tmp_path: Path) -> None:
    assert read_current(tmp_path) is None
    current = publish_random_policy(tmp_path)

    assert read_current(tmp_path) == current
    with pytest.raises(BrokenBundle, match="not published"):
        set_current(tmp_path, dataclasses.replace(current, population_version="later"))
    assert read_current(tmp_path) == current
    assert not list(tmp_path.glob("CURRENT?*"))


def test_an_unknown_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenBundle, match="not published"):
        load_population(tmp_path, "none")
