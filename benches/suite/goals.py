"""The figures of the table and their goals. A goal holds for one run on one machine: all are ratios, but memory and truth."""

from dataclasses import dataclass, field

# The column of figures that belong to no size of the catalog.
ANY = 0


@dataclass
class Row:
    """A row of the table. `least` and `most` are goals: one for all columns, or one for each."""

    key: str
    text: str
    least: object = None
    most: object = None
    # Column to figure.
    figures: dict = field(default_factory=dict)
    unit: str = ""

    def goal(self, column):
        """The goal of a column as text, and whether its figure reaches it; `None` without a goal."""
        for bound, sign in ((self.least, "≥"), (self.most, "<")):
            limit = bound.get(column) if isinstance(bound, dict) else bound
            if limit is not None:
                figure = self.figures[column]
                return f"{sign} {limit:g}", figure >= limit if sign == "≥" else figure < limit
        return "", None


# Times `rg -F -f codes -c`, by the number of codes.
TIMES_RG = {25: 1, 1_000: 4, 10_000: 14, 100_000: 16}
MIB = "MiB"
# The cap of a record is 16 MiB.
HOSTILE_MIB = 64 + 16


def rows():
    """All rows, in the order of the table."""
    return [
        Row("prefix-1", "prefix families, codes only, one thread: of L", 0.7),
        Row("prefix-aligned", "the same, one thread: of L with aligned blocks"),
        Row("prefix-2", "the same, two threads: of L", 1.2),
        Row("prefix-rg", "the same, one thread: of `rg -c` with the shapes", 0.9),
        Row("prefix-rg-read", "the same, one thread: of `rg --no-mmap -c` with the shapes"),
        Row("codes-1", "mixed families, codes only, one thread: of L", 0.38),
        Row("codes-aligned", "the same, one thread: of L with aligned blocks"),
        Row("codes-2", "the same, two threads: of L", 0.6),
        Row("codes-rg", "the same, one thread: times `rg -F -f codes -c`", TIMES_RG),
        Row("codes-rg-w", "the same: times `rg -w -F -f codes -c`"),
        Row("codes-grep", "the same: times `grep -F -f codes -c`"),
        Row("codes-hyperscan", "the same: times Hyperscan, without its time to build"),
        Row("messages-1", "mixed families, codes and messages, one thread: of L", 0.23),
        Row("messages-aligned", "the same, one thread: of L with aligned blocks"),
        Row("messages-2", "the same, two threads: of L", 0.4),
        Row("growth-codes", "codes only: speed at 100,000 codes of that at 1,000", 0.75),
        Row("growth-messages", "codes and messages: speed at 100,000 codes of that at 1,000", 0.75),
        Row("dense-scan", "dense, `scan`, one thread: of L", 0.2),
        Row("dense-aligned", "the same, one thread: of L with aligned blocks"),
        Row("dense-annotate", "dense, `annotate --as json`, one thread: of L", 0.06),
        Row("dense-annotate-2", "the same, two threads: of one thread", 1.7),
        Row("dense-agrind", "the same, one thread: times angle-grinder", 4),
        Row("dense-python", "the same, one thread: times Python", 5),
        Row("dense-jq", "the same, one thread: times jq"),
        Row("near", "tokens that nearly are codes: of the sparse speed", 0.3),
        Row("long", "one line of 64 MiB: of the sparse speed", 0.3),
        Row("deep", "JSON nested thousands of levels deep: of the sparse speed", 0.3),
        Row("hostile-memory", "peak memory on these three", most=HOSTILE_MIB, unit=MIB),
        Row("memory", "peak memory on the sparse and the dense log", most=96, unit=MIB),
        Row("truth-prefix", "truth, prefix families: sparse log", least=100, unit="%"),
        Row("truth-codes", "truth, codes only: sparse log", least=100, unit="%"),
        Row("truth-messages", "truth, codes and messages: sparse log", least=100, unit="%"),
        Row("truth-dense", "truth, codes and messages: dense log", least=100, unit="%"),
        Row("truth-annotate", "truth, `annotate`: sparse log", least=100, unit="%"),
        Row("truth-annotate-dense", "truth, `annotate`: dense log", least=100, unit="%"),
        Row("truth-summary", "truth, counts of the summary: those of the matches", least=100, unit="%"),
        Row("count-prefix", "instructions a byte: sparse, prefix families, codes only"),
        Row("count-codes", "instructions a byte: sparse, mixed families, codes only"),
        Row("count-messages", "instructions a byte: sparse, mixed families, codes and messages"),
        Row("count-dense", "instructions a byte: dense, `scan`"),
        Row("count-annotate", "instructions a byte: dense, `annotate --as json`"),
    ]
