#!/usr/bin/env python3
"""Runs the commands of docs/pipelines/parallel.md in blocks of a few kilobytes, and compares with one run of errdex.

    parallel.py ERRDEX COUNT FOLDER
"""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import compare
import page

BLOCK = "20k"


def main():
    errdex, count, folder = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3])
    here = Path(__file__).resolve().parent
    subprocess.run([sys.executable, str(here / "corpus.py"), count, str(folder)], check=True)
    text = (folder / "messages.log").read_bytes()
    (folder / "big.log").write_bytes(text)
    (folder / "logs.gz").write_bytes(gzip.compress(text))
    # The pages say `errdex`: it is found by PATH, as for everybody, under this name.
    bin = folder / "bin"
    bin.mkdir(exist_ok=True)
    (bin / "errdex").symlink_to(errdex)
    # A home of its own: no profile of the user's.
    environment = {**os.environ, "PATH": f"{bin}:{os.environ['PATH']}", "HOME": str(folder), "PARALLEL_HOME": str(folder)}

    def shell(name, block, more=""):
        command = page.fill(page.block("parallel.md", name), {f"--block {block}": f"--block {BLOCK} --halt now,fail=1{more}"})
        subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=folder, env=environment, check=True)

    def alone(*arguments):
        return subprocess.run([errdex, *arguments], input=text, capture_output=True, check=True).stdout

    expected = alone("annotate", "--as", "json")
    found = compare.right("errdex alone", text, expected, folder / "truth.ndjson")
    for name, block in (("pipepart", "64M"), ("pipe", "16M")):
        shell(name, block)
        compare.same(f"parallel, {name}", (folder / "annotated.log").read_bytes(), expected)
        print(f"parallel, {name}: {count} lines ({found} with an error) in blocks of {BLOCK} are those of one run: ok")

    shell("scan", "64M")
    parts = len(list(folder.glob("part-*.json")))
    if parts < 2:
        sys.exit(f"parallel, scan: {parts} blocks, so nothing was merged")
    compare.same("parallel, scan", (folder / "summary.json").read_bytes(), alone("scan", "--format", "json"))
    print(f"parallel, scan: {parts} summaries are merged to that of one run: ok")


if __name__ == "__main__":
    main()
