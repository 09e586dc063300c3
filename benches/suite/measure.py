"""Runs commands by turns and says how long they took, and how much memory."""

import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from .places import WORK, say

# A command that takes longer is run fewer times.
SLOW_SECONDS = 10
SLOW_SAMPLES = 3
# In what the system counts memory.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass
class Command:
    """What is run: its arguments, where its input is from and where its output goes."""

    name: str
    arguments: list
    # Bytes of the log, for the speed.
    size: int
    threads: int = 1
    stdin: object = None
    # `file` where the program would notice that nobody reads, as grep does; else `null`.
    out: str = "file"
    # Takes the seconds that count out of what was printed, for rivals that measure themselves.
    clock: object = None


@dataclass
class Samples:
    """What the runs of a command gave."""

    command: Command
    seconds: list = field(default_factory=list)
    peak: int = 0
    printed: str = ""
    failed: str = ""

    def median(self):
        """The median of the times; `None` if the command failed."""
        return None if self.failed or not self.seconds else statistics.median(self.seconds)

    def speed(self):
        """MB/s of the log."""
        seconds = self.median()
        return None if seconds is None else self.command.size / 1e6 / seconds


def pinned(command, cpu):
    """The arguments, with `taskset` before them for one thread."""
    arguments = [str(argument) for argument in command.arguments]
    return arguments if cpu is None or command.threads > 1 else ["taskset", "-c", str(cpu), *arguments]


def once(command, cpu, clock):
    """Runs a command once: seconds, peak memory in bytes, what it printed, what went wrong."""
    out = WORK / "out"
    with open(out if command.out == "file" else os.devnull, "wb") as sink, open(WORK / "err", "wb") as errors:
        source = open(command.stdin, "rb") if command.stdin else subprocess.DEVNULL
        start = time.monotonic()
        process = subprocess.Popen(pinned(command, cpu), stdin=source, stdout=sink, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if clock == "cpu":
        seconds = usage.ru_utime + usage.ru_stime
    printed = out.read_text(errors="replace")[:10_000] if command.out == "file" else ""
    failed = ""
    # 1 is what grep says where nothing was found.
    if process.returncode not in (0, 1):
        lines = (WORK / "err").read_text(errors="replace").strip().splitlines()
        failed = f"exit status {process.returncode}: {lines[0] if lines else ''}"
    elif command.clock:
        seconds = command.clock(printed)
    return seconds, usage.ru_maxrss * MEMORY_UNIT, printed, failed


def duel(commands, samples, cpu, clock):
    """Runs commands by turns, A B A B, so that a disturbance meets all of them. Returns their samples by name."""
    results = {command.name: Samples(command) for command in commands}
    for turn in range(samples):
        for result in results.values():
            slow = result.seconds and result.seconds[0] > SLOW_SECONDS and turn >= SLOW_SAMPLES
            if slow or result.failed:
                continue
            seconds, peak, result.printed, result.failed = once(result.command, cpu, clock)
            result.seconds.append(seconds)
            result.peak = max(result.peak, peak)
    for result in results.values():
        if result.failed:
            say(f"  {result.command.name}: {result.failed}")
        else:
            say(f"  {result.command.name}: {result.speed():,.0f} MB/s, {result.peak >> 20} MiB")
    return results


def own_memory():
    """Bytes of this process: no peak of a child can be told below it, as the system counts what it was started from."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT
