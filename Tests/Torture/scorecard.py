"""The scorecard: what a row is, what a run of it came to, and how that is printed."""

import time
import traceback


class Score:
    """Counts of one row: what was tried, which faults really happened, what did not hold."""

    def __init__(self):
        self.trials = 0
        self.faults = 0
        self.failures = []
        self.facts = []

    def trial(self, faults=0):
        self.trials += 1
        self.faults += faults

    def fault(self, count=1):
        self.faults += count

    def check(self, holds, message):
        """A promise; `message` says what was seen instead."""
        if not holds:
            self.failures.append(message)
        return holds

    def fact(self, text):
        """A figure worth printing beside the verdict."""
        self.facts.append(text)


class Size:
    """How much of a row is run."""

    NAMES = ("short", "usual", "long")

    def __init__(self, name):
        self.index = self.NAMES.index(name)

    def pick(self, short, usual, long):
        return (short, usual, long)[self.index]


class Row:
    """A row of the scorecard.

    `prove` runs it here; `tests` names the Swift tests that prove it (or what is left of it); `gap` says what
    nothing covers.
    """

    def __init__(self, number, name, prove=None, tests=(), gap=None):
        self.number = number
        self.name = name
        self.prove = prove
        self.tests = tests
        self.gap = gap

    def run(self, size):
        score = Score()
        began = time.monotonic()
        try:
            self.prove(score, size)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a row that breaks has failed; the others still count
            trace = traceback.extract_tb(error.__traceback__)[-1]
            score.failures.append(f"{type(error).__name__} at {trace.name}:{trace.lineno}: {error}")
        if score.faults == 0:
            score.failures.append("no fault happened: nothing was proved")
        return Result(self, score, time.monotonic() - began)


class Result:
    def __init__(self, row, score, seconds):
        self.row = row
        self.score = score
        self.seconds = seconds

    @property
    def verdict(self):
        if self.score is None:
            return "test" if self.row.tests else "gap"
        return "FAILED" if self.score.failures else "ok"

    def line(self):
        score = self.score
        return [
            str(self.row.number), self.row.name, str(score.trials) if score else "", str(score.faults) if score else "",
            str(len(score.failures)) if score else "", f"{self.seconds:.1f}" if score else "", self.verdict,
        ]

    def document(self, size):
        score = self.score
        return {
            "row": self.row.number, "name": self.row.name, "verdict": self.verdict, "size": size,
            "trials": score.trials if score else None, "faults": score.faults if score else None,
            "failures": score.failures if score else None, "facts": score.facts if score else [],
            "seconds": round(self.seconds, 1), "tests": list(self.row.tests), "not_covered": self.row.gap,
        }


HEADER = ["row", "property", "trials", "faults", "failures", "seconds", ""]


def widths(lines):
    return [max(len(line[column]) for line in lines) for column in range(len(HEADER))]


def table(results):
    lines = [HEADER] + [result.line() for result in results]
    width = widths(lines)
    right = {0, 2, 3, 4, 5}
    return "\n".join(
        "  ".join(cell.rjust(size) if at in right else cell.ljust(size)
                  for at, (cell, size) in enumerate(zip(line, width))).rstrip()
        for line in lines)


def markdown(rows):
    """The table of docs/reliability.md, from the rows of one or more JSON files."""
    out = ["| row | property | size | trials | faults | failures | seconds | seen |",
           "|--:|---|---|--:|--:|--:|--:|---|"]
    for row in rows:
        figures = ["", "", "", "", ""]
        if row["trials"] is not None:
            figures = [row["size"], row["trials"], row["faults"], len(row["failures"]), round(row["seconds"])]
        seen = list(row["facts"])
        if row["tests"]:
            seen.append("tests: " + ", ".join(f"`{name}`" for name in row["tests"]))
        if row["not_covered"]:
            seen.append("not covered: " + row["not_covered"])
        cells = [row["row"], row["name"], *figures, "; ".join(seen).replace("|", "\\|")]
        out.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(out)
