#!/usr/bin/env python3
"""Runs every `errdex catalog export` of the pages, and reads what it wrote as the engines do: by name of the file.

    tables.py ERRDEX FOLDER
"""

import csv
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import page


def read_csv(path):
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file, strict=True))
    assert header[0] == "code", header
    assert all(len(row) == len(header) for row in rows), "rows as wide as the header"
    assert path.read_bytes().count(b"\n") == len(rows) + 1, "a line for each row"
    return [row[0] for row in rows]


def read_yaml(path):
    # Enough YAML for these files, without a package: a key at the start of a line, in quotes.
    return [json.loads(re.match(r'("(?:[^"\\]|\\.)*"):', line)[1]) for line in path.read_text().splitlines() if not line.startswith(" ")]


READERS = {
    ".csv": read_csv,
    ".yaml": read_yaml,
    ".json": lambda path: list(json.loads(path.read_text())),
}


def main():
    errdex, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    found = 0
    for file in sorted(page.PAGES.glob("*.md")):
        for command in re.findall(r"^errdex (catalog export .*-o .*)$", file.read_text(), re.MULTILINE):
            words = shlex.split(command)
            name = Path(words[words.index("-o") + 1]).name
            words[words.index("-o") + 1] = name
            subprocess.run([errdex, *words], cwd=folder, check=True, stderr=subprocess.DEVNULL)
            codes = READERS[Path(name).suffix](folder / name)
            if not codes or codes != sorted(set(codes)):
                sys.exit(f"tables, {file.name}: {name} has no codes, or not each once and in order")
            found += 1
            print(f"tables, {file.name}: {name}, {len(codes)} codes: ok")
    if not found:
        sys.exit("tables: the pages write none")


if __name__ == "__main__":
    main()
