"""The table that a run of the benchmarks prints."""

import textwrap
from dataclasses import dataclass


@dataclass
class Row:
    """One line: `met` is None where nothing was asked for, or nothing could be measured."""
    what: str
    to_reach: str
    measured: str
    peer: str = "–"
    met: bool | None = None

    def cells(self):
        verdict = {True: "met", False: "MISSED", None: "–"}[self.met]
        return [self.what, self.to_reach, self.measured, self.peer, verdict]


HEADINGS = ["what", "to reach", "measured", "peer", ""]
WIDTHS = [38, 30, 40, 36, 6]


def show(rows):
    """Prints the rows below their headings."""
    rule = "-+-".join("-" * width for width in WIDTHS)
    for cells in [HEADINGS] + [row.cells() for row in rows]:
        wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDTHS)]
        for line in range(max(map(len, wrapped))):
            parts = [(lines[line] if line < len(lines) else "").ljust(width) for lines, width in zip(wrapped, WIDTHS)]
            print(" | ".join(parts).rstrip())
        print(rule, flush=True)
    missed = sum(row.met is False for row in rows)
    print(f"{len(rows)} rows, {missed} missed" if missed else f"{len(rows)} rows, none missed")
