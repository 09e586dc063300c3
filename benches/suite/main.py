"""Arguments, and the order of what is done."""

import argparse
import os
import shutil
import subprocess

from . import checks, goals, make, sections, table
from .measure import own_memory
from .places import WORK, log, say
from .rivals import Rivals, first_line

SECTIONS = {
    "truth": checks.truth,
    "prefix": sections.prefix,
    "mixed": sections.mixed,
    "growth": sections.growth,
    "dense": sections.dense,
    "hostile": sections.hostile,
    "instructions": checks.instructions,
}

# In MiB.
EXTENTS = {
    "quick": {"sparse": 256, "dense": 64, "hostile": 64},
    "full": {"sparse": 1024, "dense": 256, "hostile": 64},
}
COUNTED = 4


def parse(arguments):
    """Reads the arguments."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures errdex beside the programs that people use instead, checks what it finds, and prints the ratios.",
        epilog="ERRDEX=PATH measures that program instead of a release build. docs/performance.md explains the table.",
    )
    add = parser.add_argument
    add("extent", nargs="?", choices=EXTENTS, default="quick", help="the size of the logs (default: %(default)s)")
    add("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=f"only these of: {', '.join(SECTIONS)}")
    add("--samples", type=int, default=5, help="runs of each command; medians count (default: %(default)s)")
    add("--clock", choices=["wall", "cpu"], default="wall", help="cpu: processor time, for a busy machine (means nothing for two threads)")
    add("--install", action="store_true", help="install missing rivals: apt-get as root, cargo install below target/")
    add("--markdown", action="store_true", help="also write the tables into docs/performance.md")
    return parser.parse_args(arguments)


def last_cpu():
    """The processor that commands of one thread are bound to, if they can be."""
    return max(os.sched_getaffinity(0)) if shutil.which("taskset") and hasattr(os, "sched_getaffinity") else None


def prepare(sizes, program):
    """Makes what is measured, and reads it once."""
    make.generator()
    kinds = [(kind, sizes["hostile"]) for kind in ("near", "long", "deep")]
    wanted = [("sparse", sizes["sparse"]), ("dense", sizes["dense"]), *kinds, ("sparse", COUNTED), ("dense", COUNTED)]
    make.logs(wanted)
    make.catalogs(program)
    make.empty()
    make.warm(log(kind, size)[0] for kind, size in wanted)


def lacks(program):
    """The commands that the program does not have: without such a command, it takes the name for a code to explain."""
    helps = {name: subprocess.run([program, name, "--help"], capture_output=True, text=True, check=False) for name in ("scan", "annotate")}
    return [name for name, done in helps.items() if "--threads" not in done.stdout]


def main(arguments):
    """Measures; the exit status is 1 if something that was found is not true, else 0, as a missed figure may be the machine's."""
    options = parse(arguments)
    options.cpu = last_cpu()
    sizes = EXTENTS[options.extent]
    WORK.mkdir(parents=True, exist_ok=True)
    program = make.errdex()
    lacking = lacks(program)
    for name in lacking:
        say(f"this errdex has no command `{name}`: nothing is checked, and its figures are left out")
    prepare(sizes, program)
    rivals = Rivals(options.install)
    rows = goals.rows()
    suite = sections.Suite(program, lacking, rivals, rows, options, sizes)
    for name in options.only or SECTIONS:
        SECTIONS[name](suite)
    say(f"no peak below {own_memory() >> 20} MiB can be told: that is what this script takes")
    versions = [first_line([program, "--version"]), *rivals.versions()]
    around = list(table.circumstances(options, sizes, versions, rivals.missing))
    for part in (around, table.plain(table.ratios(rows)), table.plain(table.speeds(suite.speeds))):
        print("\n".join(part), end="\n\n")
    if options.markdown:
        table.write_page(rows, suite.speeds, around)
    untrue = [row for row in rows if row.key.startswith("truth") and any(figure < 100 for figure in row.figures.values())]
    return 1 if untrue else 0
