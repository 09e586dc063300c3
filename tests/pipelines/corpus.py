#!/usr/bin/env python3
"""Writes messages for the tests of pipelines, and what errdex must say of each.

    corpus.py COUNT FOLDER [--syslog]

FOLDER/messages.log has COUNT lines, FOLDER/truth.ndjson as many: `null`, or the verdict with `id` or `ids`. What must be found is
written down here beside each kind of message; nothing of errdex is used. The same COUNT gives the same bytes.

Without --syslog the lines are as files have them: CRLF, invalid UTF-8, control characters, no line end after the last one. With it,
FOLDER/messages.ndjson has them as JSON strings, to be sent to a syslog receiver: UTF-8, one of them of two lines.
"""

import json
import random
import sys
from pathlib import Path


def matched(id, verdict="matched"):
    return {"verdict": verdict, "id": id}


ACCOUNT = matched("equinix/EQX-121-403/account")
AMBIGUOUS = {
    "verdict": "ambiguous",
    "ids": ["equinix/EQX-121-403/account", "equinix/EQX-121-403/contact", "equinix/EQX-121-403/resource"],
}
REPORT = matched("equinix/EQX-816-403/report-id")
FINANCE = matched("equinix/EQX-826-403")

# What holds no error: {n} is a number.
QUIET = [
    "GET /v1/ports/{n} 200 in {n} ms",
    '{{"level":"info","message":"order {n} placed","status":200}}',
    "near misses: EQX-{n} EQ-12 EQX- XEQ-2010005{n} eqx",
    'quotes " and \\ backslashes \\" {n} and a percent sign % %s',
    "a tab\tand another\t{n}",
    "Grüße aus Zürich, 数量 {n}, 🙂",
    "",
    "   {n}",
    "{n} [errdex] {{}}",
]

# What holds one, and which.
LOUD = [
    ("call {n} failed: EQX-826-403 User [ann{n}] is not authorized to access the account [10{n}]", FINANCE),
    ("call {n} failed with EQX-121-403", AMBIGUOUS),
    ("call {n} failed: EQX-121-403 You don't have permission to use this account.", ACCOUNT),
    ('{{"n":{n},"code":"EQX-121-403","message":"You don\'t have permission to use this account."}}', ACCOUNT),
    ('{{"n":{n},"body":"{{\\"errors\\":[{{\\"code\\":\\"EQX-816-403\\",\\"message\\":\\"User [ann] is forbidden to access report of [r{n}]\\"}}]}}"}}', REPORT),
    ('quote "{n}" \\ EQ-2010005 "Grüße, 数量"', matched("equinix/EQ-2010005")),
    ("tabs\tround\tEQ-2010005\t{n}", matched("equinix/EQ-2010005")),
    ("no code, {n}: User [zoë{n}] is not authorized to access the account [10{n}]", matched("equinix/EQX-826-403", "by-message")),
]

# A line that is longer than the buffers of pipes, with an error at its end.
LONG = ("x {n} " + "lorem ipsum " * 12_000 + "EQ-2010005", matched("equinix/EQ-2010005"))

# What only files have.
RAW = [
    (b"control \x01\x02\x1b[31m red \x7f %d", None),
    (b"invalid \xff\xfe UTF-8 \xc3( %d", None),
    (b"invalid \xff before EQ-2010005 %d", matched("equinix/EQ-2010005")),
    (b"CRLF %d\r", None),
    (b"CRLF EQ-2010005 %d\r", matched("equinix/EQ-2010005")),
    (b"nul \x00 bytes \x00 %d", None),
]


def texts(count):
    """COUNT messages, each a text or bytes, with what must be found."""
    chance = random.Random(count)
    for n in range(count):
        kind = chance.random()
        if n in (count // 3, count // 2):
            text, truth = LONG
        elif kind < 0.55:
            text, truth = chance.choice(QUIET), None
        elif kind < 0.9:
            text, truth = chance.choice(LOUD)
        else:
            raw, truth = chance.choice(RAW)
            yield raw % n, truth
            continue
        yield text.format(n=n), truth


def syslog_texts(count):
    """The same for a syslog receiver: texts only, none empty, and one of two lines."""
    for n, (text, truth) in enumerate(texts(count)):
        if isinstance(text, bytes):
            text = text.rstrip(b"\r").replace(b"\x00", b"0").decode("utf-8", "replace")
        if n == count // 4:
            text, truth = "two lines:\nEQ-2010005 in the second", matched("equinix/EQ-2010005")
        yield text or "-", truth


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    syslog = "--syslog" in sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    made = list(syslog_texts(count) if syslog else texts(count))
    if syslog:
        (folder / "messages.ndjson").write_text("".join(json.dumps(text) + "\n" for text, _ in made))
    else:
        lines = [text if isinstance(text, bytes) else text.encode() for text, _ in made]
        (folder / "messages.log").write_bytes(b"\n".join(lines))
    (folder / "truth.ndjson").write_text("".join(json.dumps(truth) + "\n" for _, truth in made))


if __name__ == "__main__":
    main()
