"""The notebook runs on any lake: no error, no warning, nothing left in the file."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from infra.settings import REPO, Settings
from tests.builders.history import fill_lake
from tests.builders.small_lake import write_checkins, write_days, write_people
from tests.conftest import settings_at

# the kernel's own event loop and sockets; what the cells warn about is asserted below
pytestmark = pytest.mark.filterwarnings("ignore")
NOTEBOOK = REPO / "models" / "notebooks" / "data_exploration.ipynb"


def parameters(notebook: Any) -> Any:
    [cell] = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    return cell


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_at(tmp_path_factory.mktemp("notebook"))
    write_people(settings, 6)
    write_days(settings, 6, days=12)
    write_checkins(settings, "athlete-0000")
    fill_lake(settings)
    # its fonts are listed once a machine, with a warning when that takes long
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True)
    return settings


@pytest.fixture(scope="module")
def outputs(lake: Settings) -> list[Any]:
    """Run every cell on the small lake; return what the cells put out."""
    from nbclient import NotebookClient

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    parameters(notebook).source = f"LAKE = {lake.lake!r}"
    client = NotebookClient(notebook, timeout=60, kernel_name="python3")
    client.execute(cwd=str(NOTEBOOK.parent))
    return [out for c in notebook.cells for out in c.get("outputs", [])]


def test_no_cell_complains(outputs: list[Any]) -> None:
    assert [out.text for out in outputs if out.output_type == "stream"] == []
    assert {out.output_type for out in outputs} == {"display_data", "execute_result"}


def test_it_shows_tables_and_pictures(outputs: list[Any]) -> None:
    text = "\n".join(out.data.get("text/plain", "") for out in outputs)

    for told in ("silver/athletes", "gold/daily_features", "between people", "share of plans"):
        assert told in text
    assert sum("image/png" in out.data for out in outputs) == 4


def test_it_reads_the_demos_lake_unless_told_otherwise() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    place: dict[str, str] = {}
    exec(parameters(notebook).source, place)

    found = (NOTEBOOK.parent / Path(place["LAKE"])).resolve()
    assert found == REPO / ".fitloop" / "demo" / "lake"


def test_it_is_committed_without_outputs() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells

    ran = [c for c in cells if c.cell_type == "code" and (c.outputs or c.execution_count)]
    assert ran == []
