#!/usr/bin/env python3
"""Sends messages through rsyslog with the configuration of docs/pipelines/rsyslog.md, and looks at every record that comes out.

    rsyslog.py ERRDEX RSYSLOGD COUNT FOLDER

1. `msg`: each record has the object that it should, and is else what it is with a program that finds nothing.
2. `fulljson`, control characters not escaped: the same.
3. errdex is killed on the way: no record is lost or changed, and at most one lacks its object.
After each, rsyslogd and errdex must be gone.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import compare
import page

NOTHING_FOUND = "/bin/sed -u s/.*/{}/"


class Rsyslog:
    """rsyslogd in a folder of its own, as the user that we are, on a port of its own choice."""

    def __init__(self, rsyslogd, folder, program, fulljson=False):
        folder.mkdir(parents=True)
        self.out, port = folder / "enriched.json", folder / "port"
        changes = {
            "/usr/local/bin/errdex annotate --as mmexternal --flush line --threads 1": program,
            "/var/log/enriched.json": str(self.out),
            'port="10514"': f'port="0" listenPortFileName="{port}"',
        }
        if fulljson:
            changes['interface.input="msg"'] = page.block("rsyslog.md", "fulljson").strip()
            changes['parser.escapeControlCharactersCStyle="on"'] = 'parser.escapeControlCharactersOnReceive="off"'
        conf = folder / "rsyslog.conf"
        conf.write_text(page.fill(page.block("rsyslog.md", "rsyslog"), changes))
        self.log = folder / "log"
        command = [rsyslogd, "-n", "-f", str(conf), "-i", str(folder / "pid")]
        self.process = subprocess.Popen(command, stdout=self.log.open("wb"), stderr=subprocess.STDOUT)
        self.wait(lambda: port.exists() and port.read_text().strip(), "did not open its port")
        self.socket = socket.create_connection(("127.0.0.1", int(port.read_text())))

    def wait(self, done, complaint, seconds=120):
        end = time.monotonic() + seconds
        while not done():
            if self.process.poll() is not None or time.monotonic() > end:
                self.process.kill()
                sys.exit(f"rsyslog: rsyslogd {complaint}: {self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def send(self, messages):
        """Sends messages with their lengths (RFC 6587), so that they may hold line feeds."""
        for message in messages:
            frame = f"<13>1 2026-03-01T10:00:00Z host app - - - {message}".encode()
            self.socket.sendall(b"%d %s" % (len(frame), frame))

    def written(self):
        return self.out.read_bytes().count(b"\n") if self.out.exists() else 0

    def records(self, count):
        """Waits for so many records."""
        self.wait(lambda: self.written() >= count, f"wrote {self.written()} of {count} records")

    def children(self):
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def end(self):
        """Ends rsyslogd, and returns its records."""
        children = self.children()
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=30)
        gone = lambda: not any(Path(f"/proc/{pid}").exists() for pid in children)
        deadline = time.monotonic() + 10
        while not gone() and time.monotonic() < deadline:
            time.sleep(0.02)
        if not children or not gone():
            sys.exit(f"rsyslog: there was no program to end, or it goes on after rsyslogd: {children}")
        return [json.loads(line) for line in self.out.read_text().splitlines()]


def check(name, records, plain, truths, may_lack=0):
    """Holds records against those of a program that finds nothing, and against the truth."""
    if len(records) != len(truths) or len(plain) != len(truths):
        sys.exit(f"rsyslog, {name}: {len(truths)} messages became {len(records)} records ({len(plain)} without errdex)")
    lacking = 0
    for number, (record, before, truth) in enumerate(zip(records, plain, truths)):
        found = record.pop("errdex", None)
        if record != before:
            sys.exit(f"rsyslog, {name}: message {number} was changed:\n{str(before)[:500]}\n{str(record)[:500]}")
        if found is None and truth is not None and lacking < may_lack:
            lacking += 1
        elif not compare.says(found, truth):
            sys.exit(f"rsyslog, {name}: message {number}: {str(found)[:500]}\n  expected {truth}\n  {str(before)[:500]}")
    return lacking


def main():
    errdex, rsyslogd, folder = sys.argv[1], sys.argv[2], Path(sys.argv[4])
    here = Path(__file__).resolve().parent
    subprocess.run([sys.executable, str(here / "corpus.py"), sys.argv[3], str(folder), "--syslog"], check=True)
    messages = [json.loads(line) for line in (folder / "messages.ndjson").read_text().splitlines()]
    truths = [json.loads(line) for line in (folder / "truth.ndjson").read_text().splitlines()]
    program = f"{errdex} annotate --as mmexternal --flush line --threads 1"

    def run(name, program, **options):
        rsyslog = Rsyslog(rsyslogd, folder / name, program, **options)
        start = time.monotonic()
        rsyslog.send(messages)
        rsyslog.records(len(messages))
        return rsyslog.end(), time.monotonic() - start

    plain, _ = run("plain", NOTHING_FOUND)
    records, seconds = run("msg", program)
    check("msg", records, plain, truths)
    print(f"rsyslog, msg: {len(records)} messages, {sum(truth is not None for truth in truths)} with an error, in {seconds:.1f} s: ok")

    plain_json, _ = run("plain-fulljson", NOTHING_FOUND, fulljson=True)
    records, _ = run("fulljson", program, fulljson=True)
    check("fulljson", records, plain_json, truths)
    print(f"rsyslog, fulljson: {len(records)} messages: ok")

    rsyslog = Rsyslog(rsyslogd, folder / "killed", program)
    half = len(messages) // 2
    rsyslog.send(messages[:half])
    rsyslog.records(half)
    os.kill(rsyslog.children()[0], signal.SIGKILL)
    rsyslog.send(messages[half:])
    rsyslog.records(len(messages))
    lacking = check("killed", rsyslog.end(), plain, truths, may_lack=1)
    print(f"rsyslog, errdex killed: {len(messages)} messages, {lacking} without its object: ok")


if __name__ == "__main__":
    main()
