"""The table of ratios, and that of the speeds they are made of: for the terminal, and for docs/performance.md."""

import datetime
import os
import platform

from .goals import ANY
from .places import ROOT, SIZES, say
from .sections import EQUINIX

COLUMNS = [EQUINIX, *SIZES]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def cell(row, column):
    """A figure, its goal where it is missed, and whether it is reached."""
    figure = row.figures.get(column)
    if figure is None:
        return ""
    text = f"{figure:,.0f}" if figure >= 100 or row.unit == "MiB" else f"{figure:.2f}" if figure >= 0.1 else f"{figure:.3f}"
    goal, reached = row.goal(column)
    verdict = "" if reached is None else " ok" if reached else f" MISSED ({goal})"
    return f"{text}{row.unit and ' '}{row.unit}{verdict}"


def goal_text(row):
    """The goal of a row; those of its columns if they differ."""
    bound, sign = (row.least, "≥") if row.least is not None else (row.most, "<")
    if bound is None:
        return ""
    if isinstance(bound, dict):
        return f"{sign} " + ", ".join(f"{limit:g}" for limit in bound.values())
    return f"{sign} {bound:g}{row.unit and ' '}{row.unit}"


def ratios(rows):
    """The rows that have figures, as cells."""
    yield ["", "goal", *map(heading, COLUMNS)]
    for row in rows:
        if row.figures:
            yield [row.text, goal_text(row), *(cell(row, column) for column in COLUMNS)]


def heading(column):
    """The name of a column."""
    return column if isinstance(column, str) else f"{column:,}"


def speeds(measured):
    """The speeds in MB/s, as cells; what was measured several times in a section is there once for each."""
    names = list(dict.fromkeys((what, name) for what, name, _, _ in measured))
    found = {(what, name, column): speed for what, name, column, speed in measured}
    yield ["MB/s", *map(heading, COLUMNS)]
    for what, name in names:
        line = [found.get((what, name, column)) for column in COLUMNS]
        if any(speed is not None for speed in line):
            yield [f"{what}: {name}", *("" if speed is None else f"{speed:,.0f}" for speed in line)]
        elif (what, name, ANY) in found:
            # The name says the number of codes.
            yield [f"{what}: {name}", "", "", "", "", f"{found[what, name, ANY]:,.0f}"]


def plain(lines):
    """Cells in columns."""
    lines = list(lines)
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip()


def markdown(lines):
    """Cells as a table of Markdown."""
    for number, line in enumerate(lines):
        yield "| " + " | ".join(line) + " |"
        if number == 0:
            yield "|" + " --- |" * len(line)


def machine():
    """The processor, as the system names it, and how many of them."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), name)
    except OSError:
        pass
    return f"{os.cpu_count()} × {name}, {platform.system()} {platform.release().split('-')[0]}"


def circumstances(options, sizes, versions, missing):
    """When, on what and how it was measured."""
    when = datetime.date.today().isoformat()
    clock = "processor time" if options.clock == "cpu" else "time by the clock"
    logs = f"sparse {sizes['sparse']} MiB, dense {sizes['dense']} MiB, hostile {sizes['hostile']} MiB"
    yield f"{when}, {machine()}; {logs}; medians of {options.samples}, {clock}."
    yield "Versions: " + ", ".join(versions) + "."
    yield from (f"{text}." for text in missing)


def write_page(rows, measured, around):
    """Puts the tables between the marks of docs/performance.md."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    _, behind = rest.split(END, 1)
    parts = ["\n".join(around), "\n".join(markdown(ratios(rows))), "\n".join(markdown(speeds(measured)))]
    PAGE.write_text(before + BEGIN + "\n\n" + "\n\n".join(parts) + "\n\n" + END + behind, encoding="utf-8")
    say(f"wrote {PAGE.relative_to(ROOT)}")
