"""One person's files: uploads, the landing folder, and their lines in files of many people."""

import gzip
import hashlib
import shutil
from pathlib import Path

from infra.settings import Settings
from jobs.sources.oura_tokens import token_file
from jobs.tables import exists, location
from models.domain.tables import RAW_FILES

SHARED = "events/*.jsonl.gz"


def erase_files(user_id: str, settings: Settings) -> dict[str, int]:
    """Return how many files or lines were erased in each place."""
    landing = settings.state / "landing"
    shared = sorted(landing.glob(SHARED))
    return {
        "jobs": _erase_job_files(user_id, settings),
        "uploads": _erase_folder(settings.state / "uploads" / user_id),
        "oura": _erase_token(token_file(settings.state, user_id)),
        "landing/athletes": _erase_folder(landing / "athletes" / user_id),
        "landing/athletes.jsonl": _erase_registration(landing / "athletes.jsonl", user_id),
        **{
            f"landing/{file.relative_to(landing)}": _erase_lines(file, user_id, settings)
            for file in shared
        },
    }


def _erase_job_files(user_id: str, settings: Settings) -> int:
    """Delete what import jobs said; an upload's folder has its job's name."""
    uploads = settings.state / "uploads" / user_id
    told = [settings.state / "jobs" / f"{folder.name}.json" for folder in uploads.glob("*/")]
    found = [file for file in told if file.exists()]
    for file in found:
        file.unlink()
    return len(found)


def _erase_token(file: Path) -> int:
    """Delete what lets us ask Oura for a person's data, drafts and locks too."""
    found = [one for one in file.parent.glob(f"{file.stem}.*") if one.is_file()]
    for one in found:
        one.unlink()
    return len(found)


def _erase_folder(folder: Path) -> int:
    files = sum(1 for file in folder.rglob("*") if file.is_file())
    if folder.is_dir():
        shutil.rmtree(folder)
    return files


def _erase_registration(file: Path, user_id: str) -> int:
    if not file.exists():
        return 0
    lines = file.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if user_id.encode() not in line]
    if len(kept) < len(lines):
        _replace(file, b"".join(kept))
    return len(lines) - len(kept)


def _erase_lines(file: Path, user_id: str, settings: Settings) -> int:
    """Empty a person's lines of a history file; return how many there were.

    An emptied line keeps its place: a message's offset is its line.
    """
    packed = file.read_bytes()
    lines = gzip.decompress(packed).split(b"\n")
    kept = [b"" if user_id.encode() in line else line for line in lines]
    erased = sum(new != old for new, old in zip(kept, lines, strict=True))
    if erased:
        content = gzip.compress(b"\n".join(kept), compresslevel=6, mtime=0)
        _replace(file, content)
        _note_in_archive(packed, content, settings)
    return erased


def _replace(file: Path, content: bytes) -> None:
    draft = file.with_suffix(".new")
    draft.write_bytes(content)
    draft.replace(file)


def _note_in_archive(old: bytes, new: bytes, settings: Settings) -> None:
    """Tell the archive that a changed file is the one it knows, or it would be read again."""
    from deltalake import DeltaTable

    if exists(RAW_FILES, settings):
        values = {"sha256": hashlib.sha256(new).hexdigest(), "bytes": len(new)}
        known = f"sha256 = '{hashlib.sha256(old).hexdigest()}'"
        DeltaTable(location(RAW_FILES, settings)).update(new_values=values, predicate=known)
