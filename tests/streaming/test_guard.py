"""A checkpoint that is behind its table is refused, with words that help."""

import json
from pathlib import Path

import pytest
from deltalake import CommitProperties, Transaction, write_deltalake

from infra.settings import Settings
from jobs.records import arrow_table
from jobs.tables import location
from models.domain.rows import PosteriorUpdate
from models.domain.tables import POSTERIOR_UPDATES
from streaming.guard import CheckpointBehind, check, committed
from tests.builders.updates import update

QUERY = "0b1c2d3e"


def commit(settings: Settings, batch: int) -> None:
    write_deltalake(
        location(POSTERIOR_UPDATES, settings),
        arrow_table([update()], PosteriorUpdate),
        mode="append",
        commit_properties=CommitProperties(app_transactions=[Transaction(QUERY, batch)]),
    )


def checkpoint(settings: Settings, *, planned: int | None) -> None:
    folder = Path(settings.checkpoint)
    (folder / "offsets").mkdir(parents=True)
    (folder / "metadata").write_text(json.dumps({"id": QUERY}))
    for batch in range(planned + 1) if planned is not None else ():
        (folder / "offsets" / str(batch)).touch()


def test_the_first_start_is_free(settings: Settings) -> None:
    commit(settings, 7)

    check(settings)


@pytest.mark.parametrize("planned", [4, 5])
def test_a_crash_after_or_before_the_commit_may_start(settings: Settings, planned: int) -> None:
    commit(settings, 4)
    checkpoint(settings, planned=planned)

    check(settings)

    assert committed(POSTERIOR_UPDATES, settings, QUERY) == 4


@pytest.mark.parametrize("planned", [None, 3])
def test_a_checkpoint_from_a_backup_is_refused(settings: Settings, planned: int | None) -> None:
    commit(settings, 4)
    checkpoint(settings, planned=planned)

    with pytest.raises(CheckpointBehind, match=r"Delete .*learn and start again"):
        check(settings)
