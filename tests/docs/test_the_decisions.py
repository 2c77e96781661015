"""The decisions are numbered one after the other, and each says its number."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"


def test_numbers_have_neither_holes_nor_doubles_and_stand_in_the_headings() -> None:
    pages = sorted(FOLDER.glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        heading = re.match(r"# (\d+)\. \S", page.read_text(encoding="utf-8"))
        assert heading is not None, page.name
        assert int(heading[1]) == int(page.name[:4]), page.name
