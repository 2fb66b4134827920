"""Pages that are made from the code say what the code says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["events", "rights"])
def test_a_page_that_is_made_from_the_code_is_the_code_s(page: str) -> None:
    tool = [sys.executable, f"tools/{page}_doc.py"]
    made = subprocess.run(tool, cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == (ROOT / f"docs/{page}.md").read_text(), "run `make docs`"


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_attacks_that_are_listed_are_tried() -> None:
    """And no fewer than sixty of them."""
    listed: list[tuple[str, str]] = []
    file = ""
    for line in (ROOT / "docs/security/attacks.md").read_text().splitlines():
        if found := re.match(r"In `(tests/[a-z_/]+\.py)`:", line):
            file = found[1]
        elif found := re.match(r"\| .+ \| `(test_\w+)` \|$", line):
            listed.append((file, found[1]))
    untried = [one for one in listed if not re.search(rf"^async def {one[1]}\(", (ROOT / one[0]).read_text(), re.M)]
    assert untried == []
    assert len(set(listed)) >= 60
