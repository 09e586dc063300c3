"""Makes what is measured, and what with: the generator, the corpora, the images, errdex itself."""

import os
import shutil

from . import places
from .places import CATALOGS, LOGS, ROOT, SIZES, TOOLS, WORK, newer, run, say

CORPUS = TOOLS / "corpus"
FAMILIES = ["yaml", "yaml-prefix"]


def errdex():
    """The program to measure: `ERRDEX`, or a release build."""
    if "ERRDEX" in os.environ:
        return os.environ["ERRDEX"]
    say("building errdex")
    run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT)
    return str(places.BUILT / "release" / "errdex")


def generator():
    """Compiles the generator. When it has changed, what it made is made anew."""
    sources = sorted((ROOT / "benches" / "corpus").glob("*.rs"))
    if newer(CORPUS, *sources):
        return
    say("building the generator")
    for folder in (LOGS, CATALOGS):
        shutil.rmtree(folder, ignore_errors=True)
    TOOLS.mkdir(parents=True, exist_ok=True)
    run(["rustc", "-O", "--edition", "2024", "-o", CORPUS, ROOT / "benches" / "corpus" / "main.rs"])


def logs(wanted):
    """Makes logs: pairs of kind and size in MiB. Those that are there are kept."""
    LOGS.mkdir(parents=True, exist_ok=True)
    for kind, mebibytes in wanted:
        path, truth = places.log(kind, mebibytes)
        if path.exists():
            continue
        say(f"making {path.name} ({mebibytes} MiB)")
        # Under another name first: what was interrupted is not taken for a log.
        unfinished = path.with_suffix(".part")
        with_truth = [truth] if kind in ("sparse", "dense") else []
        run([CORPUS, kind, str(mebibytes), unfinished, *with_truth])
        unfinished.rename(path)


def catalogs(program):
    """Writes the catalogs of all sizes, and compiles them. Images depend on the program that wrote them."""
    CATALOGS.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for mode, path in (("codes", places.codes(size)), ("catalog", places.rows(size))):
            if not path.exists():
                run([CORPUS, mode, str(size), path])
        for families in FAMILIES:
            say(f"compiling {families}-{size}")
            folder = CATALOGS / f"{families}-{size}"
            if not folder.exists():
                run([CORPUS, families, str(size), folder])
            run([program, "catalog", "compile", folder, "-o", places.image(families, size)])


def warm(paths):
    """Reads files, so that they are in the page cache."""
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def empty():
    """An empty file: what is left is the start of a program."""
    path = WORK / "empty"
    path.write_bytes(b"")
    return path
