"""Holds what came out of a pipeline against one run of errdex, and against the truth."""

import json
import sys


def same(name, found, expected):
    if found != expected:
        at = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), min(len(found), len(expected)))
        around = slice(max(0, at - 200), at + 200)
        sys.exit(f"{name}: differs at byte {at} of {len(expected)}:\n{expected[around]}\n{found[around]}")


def right(name, text, annotated, truth_file):
    """Lines without an error as they were, the others with the object that they should have. Returns how many these are."""
    lines, annotated = text.split(b"\n"), annotated.split(b"\n")
    truths = [json.loads(line) for line in truth_file.read_text().splitlines()]
    if lines[-1] == annotated[-1] == b"":
        lines, annotated = lines[:-1], annotated[:-1]
    if not len(lines) == len(annotated) == len(truths):
        sys.exit(f"{name}: {len(lines)} lines became {len(annotated)}, {len(truths)} were expected")
    for number, (line, result, truth) in enumerate(zip(lines, annotated, truths), 1):
        if truth is None:
            good = line == result
        else:
            good = says(json.loads(result).get("errdex"), truth)
        if not good:
            sys.exit(f"{name}: line {number} should have {truth}:\n{line[:500]}\n{result[:500]}")
    return sum(truth is not None for truth in truths)


def says(found, truth):
    """Whether an object (or none) says what it should."""
    if truth is None or found is None:
        return truth is None and found is None
    same = found.get("verdict") == truth["verdict"] and found.get("id") == truth.get("id")
    return same and sorted(found.get("ids", [])) == truth.get("ids", [])
