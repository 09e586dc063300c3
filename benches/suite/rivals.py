"""The programs that errdex is compared with: where they are, how they are installed, what they are called with."""

import os
import shutil
import subprocess

from .measure import Command
from .places import ROOT, TOOLS, codes, newer, rows, run, say

# What someone writes by hand who looks for the codes of the families with a prefix.
SHAPES = r"\b(?:EQ-\d{7}|EQX-\d{3}-\d{3}|ORA-\d{5})\b"

# Name, command, package of Debian or crate that has it.
PROGRAMS = [
    ("ripgrep", "rg", ("cargo", "ripgrep")),
    ("GNU grep", "grep", ("apt", "grep")),
    ("angle-grinder", "agrind", ("cargo", "ag")),
    ("jq", "jq", ("apt", "jq")),
    ("Python", "python3", ("apt", "python3")),
    ("wc", "wc", ("apt", "coreutils")),
    ("Callgrind", "valgrind", ("apt", "valgrind")),
]


class Rivals:
    """The rivals that are there, by name; `missing` says why others are not."""

    def __init__(self, may_install):
        self.may_install = may_install
        self.paths = {}
        self.missing = []
        for name, command, package in PROGRAMS:
            self.find(name, command, package)
        self.compile_limit()
        self.compile_hyperscan()

    def find(self, name, command, package):
        """Looks for a program, also among those that the suite has installed itself."""
        search = os.pathsep.join([str(TOOLS / "bin"), os.environ.get("PATH", "")])
        found = shutil.which(command, path=search)
        if not found and self.may_install and install(*package):
            found = shutil.which(command, path=search)
        if found:
            self.paths[name] = found
        else:
            self.leave_out(name, f"{command} is not installed")

    def leave_out(self, name, why):
        """Notes that a rival is not there."""
        hint = "" if self.may_install else "; --install gets it"
        self.missing.append(f"{name} is left out: {why}{hint}")
        say(self.missing[-1])

    def compile_limit(self):
        """The limit: `read`, and `read` with a count of lines."""
        source, made = ROOT / "benches" / "rivals" / "limit.rs", TOOLS / "limit"
        if not newer(made, source):
            run(["rustc", "-O", "-C", "target-cpu=native", "--edition", "2024", "-o", made, source])
        self.paths["limit"] = str(made)

    def compile_hyperscan(self):
        """Hyperscan, or Vectorscan, which has the same interface."""
        source, made = ROOT / "benches" / "rivals" / "hyperscan.c", TOOLS / "hyperscan"
        if newer(made, source) or compiled(source, made):
            self.paths["Hyperscan"] = str(made)
            return
        for package in ("libhyperscan-dev", "libvectorscan-dev"):
            if self.may_install and install("apt", package) and compiled(source, made):
                self.paths["Hyperscan"] = str(made)
                return
        self.leave_out("Hyperscan", "no compiler, or no libhs to link with")

    def has(self, name):
        """Whether it is there."""
        return name in self.paths

    def limits(self, log):
        """`read` and the count of lines, what all figures are compared with; and the same with blocks that begin with a page."""
        command = [self.paths["limit"], "lines", log]
        size = log.stat().st_size
        return [Command("limit", command, size), Command("limit, aligned", [*command, "aligned"], size)]

    def reading(self, log):
        """`read` alone, and `wc -l` beside the limit."""
        read = [self.paths["limit"], "read", log]
        size = log.stat().st_size
        found = [Command("read", read, size), Command("read, aligned", [*read, "aligned"], size)]
        if self.has("wc"):
            found.append(Command("wc -l", [self.paths["wc"], "-l", log], size))
        return found

    def shapes(self, log):
        """ripgrep with the shapes written by hand. It maps files into memory unless told not to, which saves the copy of `read`."""
        mapped = self.some("ripgrep", "rg shapes", ["-c", SHAPES, log], log)
        return mapped + self.some("ripgrep", "rg --no-mmap shapes", ["--no-mmap", "-c", SHAPES, log], log)

    def literals(self, log, size):
        """Those that take a list of codes."""
        found = self.some("ripgrep", "rg -F", ["-F", "-f", codes(size), "-c", log], log)
        found += self.some("ripgrep", "rg -w -F", ["-w", "-F", "-f", codes(size), "-c", log], log)
        found += self.some("GNU grep", "grep -F", ["-F", "-f", codes(size), "-c", log], log)
        hyperscan = self.some("Hyperscan", "Hyperscan", [codes(size), log], log)
        for command in hyperscan:
            # The time without building the database, which a service does once.
            command.clock = lambda printed: float(printed.split()[2])
        return found + hyperscan

    def enrichers(self, log, size):
        """Those that read JSON lines and say something about each."""
        found = self.some("angle-grinder", "angle-grinder", ["-f", log, "* | json | count by errorCode"], log)
        script = ROOT / "benches" / "rivals" / "annotate.py"
        found += self.some("Python", "Python", [script, rows(size)], log, stdin=log, out="null")
        return found + self.some("jq", "jq", ["-c", "select(.errorCode) | {errorCode, errorMessage}", log], log, out="null")

    def some(self, program, name, arguments, log, **more):
        """A command of a rival, or none if the rival is not there."""
        if not self.has(program):
            return []
        return [Command(name, [self.paths[program], *arguments], log.stat().st_size, **more)]

    def versions(self):
        """What was measured, with versions, for the table."""
        texts = {"ripgrep": first_line([self.paths.get("ripgrep"), "--version"])}
        texts["grep"] = first_line([self.paths.get("GNU grep"), "--version"])
        texts["angle-grinder"] = first_line([self.paths.get("angle-grinder"), "--version"])
        texts["jq"] = first_line([self.paths.get("jq"), "--version"])
        texts["Python"] = first_line([self.paths.get("Python"), "--version"])
        texts["rustc"] = first_line(["rustc", "--version"])
        return [text for text in texts.values() if text]


def first_line(command):
    """The first line that a command prints, or nothing."""
    if command[0] is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[0].split(" (rev")[0] if done.stdout else ""


def compiled(source, made):
    """Compiles a program in C; says whether that went well."""
    compiler = shutil.which("cc")
    if compiler is None:
        return False
    command = [compiler, "-O3", "-march=native", source, "-lhs", "-o", made]
    return subprocess.run([str(part) for part in command], stderr=subprocess.DEVNULL, check=False).returncode == 0


def install(kind, package):
    """Installs a package of Debian (as root only), or a crate into the suite's own folder."""
    say(f"installing {package}")
    if kind == "cargo":
        command = ["cargo", "install", package, "--locked", "--quiet", "--root", str(TOOLS)]
        own = {**os.environ, "CARGO_TARGET_DIR": str(TOOLS / "build")}
        done = subprocess.run(command, env=own, check=False).returncode == 0
        shutil.rmtree(TOOLS / "build", ignore_errors=True)
        return done
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    return subprocess.run(["apt-get", "install", "-y", "-qq", package], stdout=subprocess.DEVNULL, check=False).returncode == 0
