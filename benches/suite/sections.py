"""What is measured, section by section: each runs its commands and enters its figures into the table."""

from .goals import ANY
from .measure import Command, duel
from .places import SIZES, image, log, say

# The size where only one is measured.
USUAL = 10_000
# The column of the built-in catalog.
EQUINIX = "Equinix"


class Suite:
    """What all sections share."""

    def __init__(self, program, lacking, rivals, table, options, sizes):
        self.program, self.rivals, self.table, self.options = program, rivals, table, options
        # Commands that the program does not have.
        self.lacking = lacking
        self.sparse, self.sparse_truth = log("sparse", sizes["sparse"])
        self.dense, self.dense_truth = log("dense", sizes["dense"])
        self.hostile = {kind: log(kind, sizes["hostile"])[0] for kind in ("near", "long", "deep")}
        # Speeds in MB/s for the second table: name, column, speed.
        self.speeds = []

    def enter(self, key, column, figure):
        """Enters a figure, if there is one."""
        row = next(row for row in self.table if row.key == key)
        if figure is not None:
            row.figures[column] = figure

    def peak(self, key, column, results):
        """Enters the peak memory of errdex's commands, in MiB: the largest so far."""
        row = next(row for row in self.table if row.key == key)
        own = [result.peak for result in results.values() if result.command.name.startswith("errdex") and not result.failed]
        if own:
            row.figures[column] = max(row.figures.get(column, 0), max(own) / (1 << 20))

    def duel(self, what, column, commands):
        """Runs commands by turns, and keeps their speeds."""
        say(f"{what}, {column or 'all'}")
        results = duel(commands, self.options.samples, self.options.cpu, self.options.clock)
        for name, result in results.items():
            if not result.failed:
                self.speeds.append((what, name, column, result.speed()))
        return results

    def scan(self, name, log, families, size, *more, threads=1):
        """`errdex scan` of a log. The families `None` are those that are built in."""
        catalog = [] if families is None else ["--no-builtin", "--catalog", image(families, size)]
        arguments = [self.program, "scan", "--threads", str(threads), *catalog, *more, log]
        return Command(name, arguments, log.stat().st_size, threads=threads)

    def annotate(self, name, log, size, threads=1):
        """`errdex annotate` of a log."""
        catalog = ["--no-builtin", "--catalog", image("yaml", size)]
        arguments = [self.program, "annotate", "--as", "json", "--threads", str(threads), *catalog]
        return Command(name, arguments, log.stat().st_size, threads=threads, stdin=log, out="null")


def ratio(results, name, other):
    """How many times as fast one command was as another; `None` if one of them failed or was not run."""
    if name not in results or other not in results:
        return None
    mine, others = results[name].median(), results[other].median()
    return None if mine is None or others is None else others / mine


def prefix(suite):
    """Families with a prefix, codes only; also what is built in, which is Equinix's catalog."""
    for column in [EQUINIX, *SIZES]:
        families = None if column == EQUINIX else "yaml-prefix"
        commands = [
            *suite.rivals.limits(suite.sparse),
            *(suite.rivals.reading(suite.sparse) if column == EQUINIX else []),
            suite.scan("errdex, 1 thread", suite.sparse, families, column, "--no-messages"),
            suite.scan("errdex, 2 threads", suite.sparse, families, column, "--no-messages", threads=2),
            *suite.rivals.shapes(suite.sparse),
        ]
        results = suite.duel("sparse, prefix families, codes only", column, commands)
        suite.enter("prefix-1", column, ratio(results, "errdex, 1 thread", "limit"))
        suite.enter("prefix-aligned", column, ratio(results, "errdex, 1 thread", "limit, aligned"))
        suite.enter("prefix-2", column, ratio(results, "errdex, 2 threads", "limit"))
        suite.enter("prefix-rg", column, ratio(results, "errdex, 1 thread", "rg shapes"))
        suite.enter("prefix-rg-read", column, ratio(results, "errdex, 1 thread", "rg --no-mmap shapes"))
        suite.peak("memory", column, results)


def mixed(suite):
    """All families, with and without messages, and the rivals that take a list of codes."""
    for size in SIZES:
        scan = lambda name, *more, **threads: suite.scan(name, suite.sparse, "yaml", size, *more, **threads)
        commands = [
            *suite.rivals.limits(suite.sparse),
            scan("errdex codes, 1 thread", "--no-messages"),
            scan("errdex codes, 2 threads", "--no-messages", threads=2),
            scan("errdex, 1 thread"),
            scan("errdex, 2 threads", threads=2),
            *suite.rivals.literals(suite.sparse, size),
        ]
        results = suite.duel("sparse, mixed families", size, commands)
        for key, name in (("codes", "errdex codes"), ("messages", "errdex")):
            suite.enter(f"{key}-1", size, ratio(results, f"{name}, 1 thread", "limit"))
            suite.enter(f"{key}-aligned", size, ratio(results, f"{name}, 1 thread", "limit, aligned"))
            suite.enter(f"{key}-2", size, ratio(results, f"{name}, 2 threads", "limit"))
        others = {"rg": "rg -F", "rg-w": "rg -w -F", "grep": "grep -F", "hyperscan": "Hyperscan"}
        for key, other in others.items():
            suite.enter(f"codes-{key}", size, ratio(results, "errdex codes, 1 thread", other))
        suite.peak("memory", size, results)


def growth(suite):
    """What a hundred times as many codes cost, measured side by side."""
    for key, what, more in (("growth-codes", "codes only", ["--no-messages"]), ("growth-messages", "codes and messages", [])):
        commands = [suite.scan(f"errdex, {size:,} codes", suite.sparse, "yaml", size, *more) for size in (1_000, 100_000)]
        results = suite.duel(f"sparse, growth, {what}", ANY, commands)
        suite.enter(key, 100_000, ratio(results, "errdex, 100,000 codes", "errdex, 1,000 codes"))


def dense(suite):
    """A log in which each line is an error."""
    commands = [
        *suite.rivals.limits(suite.dense),
        suite.scan("errdex scan, 1 thread", suite.dense, "yaml", USUAL),
        suite.scan("errdex scan, 2 threads", suite.dense, "yaml", USUAL, threads=2),
        suite.annotate("errdex annotate, 1 thread", suite.dense, USUAL),
        suite.annotate("errdex annotate, 2 threads", suite.dense, USUAL, threads=2),
        *suite.rivals.enrichers(suite.dense, USUAL),
    ]
    results = suite.duel("dense", USUAL, commands)
    suite.enter("dense-scan", USUAL, ratio(results, "errdex scan, 1 thread", "limit"))
    suite.enter("dense-aligned", USUAL, ratio(results, "errdex scan, 1 thread", "limit, aligned"))
    suite.enter("dense-annotate", USUAL, ratio(results, "errdex annotate, 1 thread", "limit"))
    suite.enter("dense-annotate-2", USUAL, ratio(results, "errdex annotate, 2 threads", "errdex annotate, 1 thread"))
    for key, other in (("agrind", "angle-grinder"), ("python", "Python"), ("jq", "jq")):
        suite.enter(f"dense-{key}", USUAL, ratio(results, "errdex annotate, 1 thread", other))
    suite.peak("memory", USUAL, results)


def hostile(suite):
    """Inputs that are made to be slow, beside the sparse log. They are of different sizes, so speeds are compared, not times."""
    for size in (1_000, USUAL):
        commands = [suite.scan("errdex sparse", suite.sparse, "yaml", size)]
        commands += [suite.scan(f"errdex {kind}", path, "yaml", size) for kind, path in suite.hostile.items()]
        results = suite.duel("hostile", size, commands)
        usual = results.pop("errdex sparse").speed()
        for kind in suite.hostile:
            speed = results[f"errdex {kind}"].speed()
            suite.enter(kind, size, None if speed is None or usual is None else speed / usual)
        suite.peak("hostile-memory", size, results)
