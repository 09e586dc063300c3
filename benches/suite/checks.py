"""What is checked and counted rather than timed: the truth of the findings, and Callgrind's instructions."""

import json
import subprocess
import sys

from . import places
from .places import ROOT, SIZES, WORK, log, say
from .sections import USUAL


def truth(suite):
    """Every finding against the truth files."""
    if suite.lacking:
        return
    for size in SIZES:
        cases = [
            ("truth-prefix", suite.sparse, suite.sparse_truth, "yaml-prefix", ["codes", "prefix"]),
            ("truth-codes", suite.sparse, suite.sparse_truth, "yaml", ["codes"]),
            ("truth-messages", suite.sparse, suite.sparse_truth, "yaml", []),
            ("truth-dense", suite.dense, suite.dense_truth, "yaml", []),
        ]
        for key, log, truth, families, more in cases:
            only = ["--no-messages"] if "codes" in more else []
            command = suite.scan(key, log, families, size, "--matches", *only, threads=2)
            judged(suite, key, size, command, ["scan", log, truth, places.rows(size), WORK / "checked", *more])
            if key == "truth-dense":
                summary(suite, size, suite.scan(key, log, families, size, "--format", "json", threads=2))
        for key, log, truth in (
            ("truth-annotate", suite.sparse, suite.sparse_truth),
            ("truth-annotate-dense", suite.dense, suite.dense_truth),
        ):
            command = suite.annotate(key, log, size, threads=2)
            judged(suite, key, size, command, ["annotate", log, truth, places.rows(size), WORK / "checked"])


def judged(suite, key, size, command, arguments):
    """Runs a command, and the judge over what it printed."""
    if not printed(suite, command, WORK / "checked", key, size):
        return
    judged_by(suite, key, size, arguments)


def judged_by(suite, key, size, arguments):
    """Runs the judge, and enters the share of what is right."""
    judge = [sys.executable, ROOT / "benches" / "suite" / "truth.py", *arguments]
    done = subprocess.run([str(part) for part in judge], capture_output=True, text=True, check=False)
    if done.returncode:
        say(f"{key}, {size}: what errdex printed is not as expected: {done.stderr.strip().splitlines()[-1]}")
        suite.enter(key, size, 0.0)
        return
    result = json.loads(done.stdout)
    counts = result["counts"]
    say(f"{key}, {size}: " + ", ".join(f"{number} {what}" for what, number in sorted(counts.items())))
    for example in result["examples"]:
        say(f"  {example}")
    # Rounding makes nothing right.
    share = 100.0 if result["wrong"] == 0 else min(99.9, 100 * (1 - result["wrong"] / max(1, counts.get("planted", 0))))
    suite.enter(key, size, max(0.0, share))


def summary(suite, size, command):
    """The counts of the summary, entry by entry, against those of the matches that were judged last."""
    if printed(suite, command, WORK / "summary", "truth-summary", size):
        judged_by(suite, "truth-summary", size, ["summary", WORK / "checked", WORK / "summary"])


def printed(suite, command, path, key, size):
    """Runs a command once, its output into a file; says whether that went well."""
    with open(path, "wb") as out:
        source = open(command.stdin, "rb") if command.stdin else subprocess.DEVNULL
        done = subprocess.run([str(part) for part in command.arguments], stdin=source, stdout=out, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        say(f"{key}, {size}: exit status {done.returncode}: {done.stderr.decode(errors='replace').strip()[:200]}")
        suite.enter(key, size, 0.0)
    return done.returncode == 0


def instructions(suite):
    """Callgrind's counts: the instructions for a small log less those for an empty one."""
    if suite.lacking or not suite.rivals.has("Callgrind"):
        return
    small, dense = log("sparse", 4)[0], log("dense", 4)[0]
    empty = WORK / "empty"
    cases = [
        ("count-prefix", small, lambda path: suite.scan("", path, "yaml-prefix", USUAL, "--no-messages")),
        ("count-codes", small, lambda path: suite.scan("", path, "yaml", USUAL, "--no-messages")),
        ("count-messages", small, lambda path: suite.scan("", path, "yaml", USUAL)),
        ("count-dense", dense, lambda path: suite.scan("", path, "yaml", USUAL)),
        ("count-annotate", dense, lambda path: suite.annotate("", path, USUAL)),
    ]
    for key, path, command in cases:
        whole, start = (counted(suite, command(each)) for each in (path, empty))
        if whole is not None and start is not None:
            suite.enter(key, USUAL, (whole - start) / path.stat().st_size)
            say(f"{key}: {(whole - start) / path.stat().st_size:.3f} instructions a byte, {start:,} to start")


def counted(suite, command):
    """The instructions of a command."""
    valgrind = [suite.rivals.paths["Callgrind"], "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    source = open(command.stdin, "rb") if command.stdin else subprocess.DEVNULL
    arguments = [*valgrind, *(str(part) for part in command.arguments)]
    done = subprocess.run(arguments, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if "Collected" in line]
    if done.returncode or not lines:
        own = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("==")]
        say(f"Callgrind: exit status {done.returncode}: {own[0] if own else 'no count'}")
        return None
    return int(lines[0].split()[-1])
