"""The generated blocks of models/README.md are what the code says."""

import pytest

from infra.settings import REPO
from models.readme import BLOCKS, FILE, NoBlock, filled
from models.safety.rules import RULES

PAGE = FILE.read_text(encoding="utf-8")


def test_the_page_is_what_the_code_says() -> None:
    assert filled(PAGE) == PAGE, "run python -m models.readme"


def test_every_rule_has_a_row_and_every_folder_a_line() -> None:
    folders = [p.name for p in FILE.parent.iterdir() if p.is_dir() and not p.name.startswith("__")]

    assert [r.id for r in RULES if f"| `{r.id}{'_SITE' * r.by_site}` |" not in PAGE] == []
    assert [name for name in folders if f"`{name}/`" not in PAGE] == []


@pytest.mark.parametrize("name", BLOCKS)
def test_an_old_block_is_replaced_and_the_rest_stays(name: str) -> None:
    old = f"before\n{PAGE}after".replace(f"<!-- /{name} -->", f"an old row\n<!-- /{name} -->")

    assert filled(old) == f"before\n{PAGE}after"


def test_a_page_without_the_markers_is_refused() -> None:
    with pytest.raises(NoBlock, match="rules"):
        filled("<!-- rules -->\nnothing ends this")


def test_the_main_page_links_the_rules() -> None:
    assert (
        "](models/README.md#safety-what-may-never-be-offered)" in (REPO / "README.md").read_text()
    )
