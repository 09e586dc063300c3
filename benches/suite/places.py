"""Where things are: the repository, and what the suite makes below the folder of build products."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
WORK = BUILT / "bench"
TOOLS = WORK / "tools"
LOGS = WORK / "logs"
CATALOGS = WORK / "catalogs"

# The sizes of catalogs, in codes, as the generator nests them.
SIZES = [25, 1_000, 10_000, 100_000]


def say(text):
    """What the suite is at, for those who wait."""
    print(text, file=sys.stderr, flush=True)


def run(command, **more):
    """Runs what has to succeed; what it prints goes to standard error."""
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr.fileno(), **more)


def newer(made, *sources):
    """Whether a file is there and no older than what it is made from."""
    return made.exists() and all(made.stat().st_mtime >= source.stat().st_mtime for source in sources)


def log(kind, mebibytes):
    """A log of the generator, and the file with the truth about it."""
    path = LOGS / f"{kind}-{mebibytes}"
    return path, path.with_suffix(".truth")


def image(families, size):
    """A compiled catalog; `families` is `yaml` or `yaml-prefix`."""
    return CATALOGS / f"{families}-{size}.image"


def codes(size):
    """The codes of a catalog, one a line."""
    return CATALOGS / f"{size}.codes"


def rows(size):
    """A catalog as rows of code, status, template."""
    return CATALOGS / f"{size}.tsv"
