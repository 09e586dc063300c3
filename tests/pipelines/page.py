"""Takes the configurations that are tested out of the pages that show them, so that a page cannot say what was not run."""

import re
import sys
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "pipelines"


def block(page, name):
    """The block of a page below the line `<!-- tested: NAME -->`."""
    text = (PAGES / page).read_text()
    found = re.findall(rf"^<!-- tested: {re.escape(name)} -->\n```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if len(found) != 1:
        sys.exit(f"docs/pipelines/{page}: {len(found)} blocks are named {name}, not one")
    return found[0]


def fill(text, changes):
    """The text with other paths, ports and the like. What is not there cannot be changed: the page and the test have come apart."""
    for old, new in changes.items():
        if old not in text:
            sys.exit(f"the page has no {old!r} to change")
        text = text.replace(old, new)
    return text
