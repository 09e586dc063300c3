"""What someone writes who has JSON lines and a table of codes: each line with what its code means.

    annotate.py CATALOG < log > annotated      CATALOG: rows of code, status and template, with tabs between
"""

import json
import sys


def table(path):
    """The entries by code."""
    entries = {}
    with open(path, encoding="utf-8") as rows:
        for row in rows:
            code, status, template = row.rstrip("\n").split("\t")
            entries.setdefault(code, {"id": f"bench/{code}", "title": template, "status": int(status)})
    return entries


def main():
    entries = table(sys.argv[1])
    for line in sys.stdin:
        record = json.loads(line)
        entry = entries.get(record.get("errorCode"))
        if entry is not None:
            record["errdex"] = entry
        print(json.dumps(record))


main()
