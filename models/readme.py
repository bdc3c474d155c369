"""Write the generated blocks of README.md here: `python -m models.readme`.

A block stands between `<!-- name -->` and `<!-- /name -->`; everything outside is written by hand.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from models.safety import table as safety
from models.simulator import table as worlds

FILE = Path(__file__).with_name("README.md")
BLOCKS: Mapping[str, Callable[[], list[str]]] = {
    "rules": safety.table,
    "worlds": worlds.lines,
}
"""Name -> lines of Markdown."""


class NoBlock(ValueError):
    """The page lacks the markers of a block."""


def filled(text: str) -> str:
    """Return the page with every block written anew; raise NoBlock where markers are missing."""
    for name, lines in BLOCKS.items():
        text = _with_block(text, name, lines())
    return text


def _with_block(text: str, name: str, lines: list[str]) -> str:
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, begun, rest = text.partition(first)
    _, ended, after = rest.partition(last)
    if not begun or not ended:
        raise NoBlock(f"{first.strip()} ... {last}")
    return "".join([before, first, *(f"{line}\n" for line in lines), last, after])


if __name__ == "__main__":
    FILE.write_text(filled(FILE.read_text(encoding="utf-8")), encoding="utf-8")
