"""Holds what errdex found against the truth about a log: every line found, none besides, and the right entry.

    truth.py scan LOG TRUTH CATALOG MATCHES [codes] [prefix]      MATCHES: what `errdex scan --matches` printed
    truth.py annotate LOG TRUTH CATALOG OUTPUT                    OUTPUT: what `errdex annotate --as json` printed
    truth.py summary MATCHES SUMMARY                              SUMMARY: what `errdex scan --format json` printed

CATALOG has rows of code, status and template. With `codes`, messages were not looked at; with `prefix`, the catalog has only the
families with a prefix. Prints counts as JSON. A program of its own, so that its memory is not counted as that of what is measured.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass

HOLE = re.compile(r"\[\w+\](?:\s+\[\w+\])*")
PREFIXES = ("EQ-", "EQX-", "ORA-")
# catalog/README.md: how much text a template needs to be recognized without its code, within a longer line.
ANCHOR = 8
DISTINCTIVE = 24
# So many lines that are not as they should be are shown.
SHOWN = 5


@dataclass
class Meaning:
    """An entry of the catalog."""

    id: str
    code: str
    template: str

    def texts(self):
        """The texts around the holes, as they are compared."""
        texts = [re.sub(r"\s+", " ", text) for text in HOLE.split(self.template)]
        texts[-1] = texts[-1].rstrip(".! ")
        return texts

    def is_found_alone(self):
        """Whether the message is enough, without the code."""
        texts = self.texts()
        begins = [(text, [m.start() for m in re.finditer(r"\b\w", text) if i == 0 or m.start() > 0]) for i, text in enumerate(texts)]
        anchored = any(len(text) - start >= ANCHOR for text, starts in begins for start in starts)
        return anchored and sum(map(len, texts)) >= DISTINCTIVE

    def fits(self, message):
        """Whether the template stands in a message."""
        pattern = ".+?".join(re.escape(text).replace(r"\ ", r"\s+") for text in self.texts())
        return re.search(pattern, message, re.IGNORECASE) is not None


@dataclass
class Planted:
    """An error of the log."""

    entry: int
    code: str
    kind: str
    message: str


def catalog(path, prefix):
    """The entries by their number, with the ids that the generator gives them; without those of other families."""
    with open(path, encoding="utf-8") as file:
        rows = [row.rstrip("\n").split("\t") for row in file]
    several = {code for code, number in Counter(row[0] for row in rows).items() if number > 1}
    seen = Counter()
    entries = {}
    for number, (code, _, template) in enumerate(rows):
        seen[code] += 1
        slug = f"/meaning-{seen[code]}" if code in several else ""
        if not prefix or code.startswith(PREFIXES):
            entries[number] = Meaning(f"bench/{code}{slug}", code, template)
    return entries


def planted(path):
    """The errors of a log by line."""
    errors = {}
    with open(path, encoding="utf-8") as file:
        for row in file:
            line, entry, code, *more = row.rstrip("\n").split("\t")
            kind, message = more or ("code", None)
            errors[int(line)] = Planted(int(entry), code, kind, message)
    return errors


def ids_of(finding):
    """The ids in a finding, however many there are."""
    if "candidates" in finding:
        return [candidate["id"] for candidate in finding["candidates"]]
    return finding.get("ids") or [finding["id"]] if "id" in finding or "ids" in finding else []


class Judge:
    """Counts what is right and what is not."""

    def __init__(self, entries, errors, messages):
        self.entries, self.errors, self.messages = entries, errors, messages
        self.by_id = {entry.id: entry for entry in entries.values()}
        self.by_code = {}
        for entry in entries.values():
            self.by_code.setdefault(entry.code, set()).add(entry.id)
        self.counts = Counter()
        self.mistakes = 0
        self.examples = []
        self.found = set()

    def wrong(self, what, line, detail=""):
        """Counts something that is not as it should be."""
        self.counts[what] += 1
        self.mistakes += 1
        if len(self.examples) < SHOWN:
            self.examples.append(f"line {line}: {what} {detail}".strip())

    def finding(self, line, text, finding):
        """Judges one finding; `text` is its line."""
        ids = ids_of(finding)
        if finding.get("verdict") == "unlisted":
            self.unlisted(line, finding)
            return
        self.counts["findings"] += 1
        if line in self.found:
            self.wrong("double", line, str(ids))
            return
        self.found.add(line)
        error = self.errors.get(line)
        if error is None:
            self.wrong("besides", line, str(ids))
        elif error.entry in self.entries:
            self.known(line, error, ids, finding)
        elif self.messages and ids and all(self.by_id[id].fits(message(error, text)) for id in ids):
            # Its code is not in this catalog, but an entry with a shorter template fits the message.
            self.counts["by another template"] += 1
        else:
            self.wrong("besides", line, f"{ids}, not in this catalog")

    def unlisted(self, line, finding):
        """Judges a code of a family's shape of which errdex says that no catalog has it."""
        error = self.errors.get(line)
        if error is None or error.entry in self.entries or error.code != finding.get("code"):
            self.wrong("besides", line, f"unlisted {finding.get('code')}")
        else:
            self.counts["unlisted"] += 1

    def known(self, line, error, ids, finding):
        """Judges a finding at an error that the catalog has."""
        right = self.entries[error.entry].id
        if error.kind == "msgonly":
            if right not in ids:
                self.wrong("wrong entry", line, f"{ids}, not {right}")
        elif self.messages:
            if ids != [right] or finding.get("verdict", "matched") != "matched":
                self.wrong("wrong entry", line, f"{finding.get('verdict')} {ids}, not {right}")
        elif not ids or not set(ids) <= self.by_code[error.code]:
            self.wrong("wrong entry", line, f"{ids}, not {error.code}")

    def rest(self):
        """Counts the errors that were not found."""
        for line, error in self.errors.items():
            entry = self.entries.get(error.entry)
            if entry is None or (error.kind == "msgonly" and not self.messages):
                continue
            self.counts["planted"] += 1
            if line in self.found:
                continue
            if error.kind == "msgonly" and not entry.is_found_alone():
                self.counts["too short to find"] += 1
            else:
                self.wrong("missed", line, f"{entry.id}, {error.kind}")

    def result(self):
        """The counts, and whether all is right."""
        self.rest()
        return {"wrong": self.mistakes, "counts": dict(self.counts), "examples": self.examples}


def message(error, text):
    """The message of an error: the truth has it, or the line of a dense log."""
    return error.message if error.message is not None else json.loads(text)["errorMessage"]


def numbered(log):
    """The lines of a log with their numbers and offsets."""
    offset = 0
    with open(log, "rb") as file:
        for number, line in enumerate(file, 1):
            yield number, offset, line
            offset += len(line)


def check_scan(judge, log, matches):
    """Reads the log beside the matches, which stand in its order."""
    lines = numbered(log)
    number, start, text = 0, 0, b""
    with open(matches, encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["line"] < number:
                judge.wrong("out of order", row["line"])
                continue
            while number < row["line"]:
                number, start, text = next(lines)
            if not start <= row["offset"] < start + len(text):
                judge.wrong("wrong offset", number, str(row["offset"]))
            judge.finding(number, text, row.get("finding", row))


def check_annotate(judge, log, output):
    """Reads the log beside the output: the same lines, or with an `errdex` object."""
    with open(output, "rb") as file:
        for number, _, line in numbered(log):
            out = file.readline()
            if out == line:
                continue
            finding = added(line, out)
            if finding is None:
                judge.wrong("changed", number, out[:120].decode(errors="replace"))
            else:
                judge.finding(number, line, finding)
        if file.readline():
            judge.wrong("changed", number, "more lines than there were")


def added(line, out):
    """The `errdex` object, if nothing else was changed."""
    try:
        record = json.loads(out)
        finding = record["errdex"]
    except (ValueError, KeyError, TypeError):
        return None
    before = line.rstrip(b"\n")
    object_before = before.rstrip()[:-1].rstrip()
    if line.endswith(b"\n") != out.endswith(b"\n"):
        return None
    if before.startswith(b"{") and out.startswith(object_before + b',"errdex":'):
        return finding
    return finding if record == {"message": before.decode(errors="replace"), "errdex": finding} else None


def check_summary(matches, summary):
    """The counts of the summary are those of the matches, entry by entry."""
    counted, wanted = Counter(), Counter()
    with open(matches, encoding="utf-8") as file:
        for row in map(json.loads, file):
            finding = row.get("finding", row)
            is_unlisted = finding.get("verdict") == "unlisted"
            wanted["unlisted" if is_unlisted else tuple(sorted(ids_of(finding)))] += 1
    with open(summary, encoding="utf-8") as file:
        summary = json.load(file)
    for entry in summary["entries"]:
        counted[tuple(sorted(ids_of(entry)))] += entry["count"]
    unlisted = sum(code["count"] for code in summary.get("unlisted", [])) + summary["totals"].get("more_unlisted", 0)
    if unlisted:
        counted["unlisted"] = unlisted
    differ = [f"{ids}: {counted[ids]}, not {wanted[ids]}" for ids in counted | wanted if counted[ids] != wanted[ids]]
    counts = {"planted": sum(wanted.values()), "entries": len(wanted), "other counts": len(differ)}
    return {"wrong": len(differ), "counts": counts, "examples": differ[:SHOWN]}


def main():
    """Reads the arguments, prints the result."""
    how, *files = sys.argv[1:]
    result = check_summary(*files) if how == "summary" else check_log(how, *files)
    print(json.dumps(result))


def check_log(how, log, truth, rows, printed, *more):
    """Judges what was printed about a log."""
    judge = Judge(catalog(rows, "prefix" in more), planted(truth), "codes" not in more)
    (check_scan if how == "scan" else check_annotate)(judge, log, printed)
    return judge.result()


if __name__ == "__main__":
    main()
