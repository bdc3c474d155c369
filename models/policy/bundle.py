"""The published bundle (design.md 3): immutable version folders, one small file that names them.

ROOT/policy/VERSION/{encoder.npz,completion.npz,policy.json,sha256.json}
ROOT/population/VERSION/{population.npz,population.json,sha256.json}
ROOT/CURRENT
"""

import dataclasses
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.policy.completion import Completion
from models.policy.encoder import Encoder
from models.policy.posterior import Hyper, Population

Array = npt.NDArray[np.generic]
POLICY_FILES = {"encoder.npz", "completion.npz", "policy.json"}
POPULATION_FILES = {"population.npz", "population.json"}


class BrokenBundle(ValueError):
    """A published folder is incomplete, changed, or holds numbers that are not finite."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """What every athlete shares and training makes: encoder, completion model, constants."""

    version: str
    name: str
    encoder: Encoder
    completion: Completion
    temperature: float
    feature_service_hash: str
    reward_definition: str
    code_version: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A policy and the population posterior it is served with."""

    policy: Policy
    population: Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What decides now, and on whose word."""

    policy_version: str
    population_version: str
    learner: str
    verdict: str
    bootstrap: bool


def content_version(prefix: str, arrays: Mapping[str, Array]) -> str:
    """Return a version that names exactly these arrays: a refit on the same rows keeps its name."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name}:{arrays[name].dtype.str}:{arrays[name].shape};".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return f"{prefix}{digest.hexdigest()[:12]}"


def write_policy(root: Path, policy: Policy) -> Path:
    """Publish a policy version; raises BrokenBundle on numbers that are not finite."""
    facts = {
        f.name: getattr(policy, f.name)
        for f in dataclasses.fields(policy)
        if f.name not in {"encoder", "completion"}
    }
    facts |= {"encoder_version": policy.encoder.version}
    files = {
        "encoder.npz": _npz(policy.encoder.arrays()),
        "completion.npz": _npz(policy.completion.arrays()),
        "policy.json": _json(facts | {"completion_version": policy.completion.version}),
    }
    return _publish(root / "policy" / policy.version, files)


def write_population(root: Path, population: Population) -> Path:
    """Publish a population version; raises BrokenBundle on numbers that are not finite."""
    names = ("m", "p_inv", "b0", "z")
    facts: dict[str, Any] = {
        f.name: getattr(population, f.name)
        for f in dataclasses.fields(population)
        if f.name not in {*names, "hyper"}
    }
    facts["hyper"] = dataclasses.asdict(population.hyper)
    arrays = {name: getattr(population, name) for name in names}
    files = {"population.npz": _npz(arrays), "population.json": _json(facts)}
    return _publish(root / "population" / population.version, files)


def load_policy(root: Path, version: str) -> Policy:
    """Read a policy version; raises BrokenBundle when it is not what was published."""
    files = _verified(root / "policy" / version, POLICY_FILES)
    facts = json.loads(files["policy.json"])
    encoder = Encoder.from_arrays(facts.pop("encoder_version"), _arrays(files["encoder.npz"]))
    completion = Completion.from_arrays(
        facts.pop("completion_version"), _arrays(files["completion.npz"])
    )
    return Policy(encoder=encoder, completion=completion, **facts)


def load_population(root: Path, version: str) -> Population:
    """Read a population version; raises BrokenBundle when it is not what was published."""
    files = _verified(root / "population" / version, POPULATION_FILES)
    facts = json.loads(files["population.json"])
    hyper = Hyper(**facts.pop("hyper"))
    arrays: Any = _arrays(files["population.npz"])
    return Population(**facts, **arrays, hyper=hyper)


def set_current(root: Path, current: Current) -> None:
    """Name what decides from now on; both versions must be complete."""
    _verified(root / "policy" / current.policy_version, POLICY_FILES)
    _verified(root / "population" / current.population_version, POPULATION_FILES)
    draft = root / "CURRENT.new"
    draft.write_bytes(_json(dataclasses.asdict(current)))
    draft.replace(root / "CURRENT")


def read_current(root: Path) -> Current | None:
    """Return what decides now; None while nothing was ever promoted."""
    file = root / "CURRENT"
    return Current(**json.loads(file.read_text())) if file.exists() else None


def _publish(folder: Path, files: Mapping[str, bytes]) -> Path:
    if folder.exists():
        held = _verified(folder, set(files))
        if all(held[name] == content for name, content in files.items()):
            return folder
        raise BrokenBundle(f"{folder.name} is published already, with other content")
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, content in files.items():
        (draft / name).write_bytes(content)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    (draft / "sha256.json").write_bytes(_json(sums))
    draft.rename(folder)
    return folder


def _verified(folder: Path, wanted: Set[str]) -> dict[str, bytes]:
    """Return the wanted files, whose content is what `sha256.json` says."""
    try:
        sums = json.loads((folder / "sha256.json").read_text())
        files = {name: (folder / name).read_bytes() for name in wanted}
    except FileNotFoundError as error:
        state = "not complete" if folder.exists() else "not published"
        raise BrokenBundle(f"{folder.parent.name} {folder.name} is {state}") from error
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != sums.get(name):
            raise BrokenBundle(f"{folder.name}/{name} was changed after it was published")
    return files


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()


def _npz(arrays: Mapping[str, Array]) -> bytes:
    """Return an npz of fixed bytes: no pickle, no clock in the archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(arrays):
            held = np.ascontiguousarray(arrays[name])
            if held.dtype.kind == "f" and not np.isfinite(held).all():
                raise BrokenBundle(f"array {name!r} holds numbers that are not finite")
            one = io.BytesIO()
            np.save(one, held, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), one.getvalue())
    return out.getvalue()


def _arrays(content: bytes) -> dict[str, Array]:
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        arrays = {name: held[name] for name in held.files}
    for name, one in arrays.items():
        if one.dtype.kind == "f" and not np.isfinite(one).all():
            raise BrokenBundle(f"array {name!r} holds numbers that are not finite")
    return arrays
