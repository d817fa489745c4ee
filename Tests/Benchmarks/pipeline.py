"""The row on what the delivery pipeline does before it starts the builder."""

import os
import shutil
import statistics

from local_platform import Platform
from processes import Failed
from report import Row
from work_copy import WorkCopy

ROUNDS = 7
FILES = 100
TO_REACH = 50

STAMP = """\
#!/bin/bash
{condition}printf '%s %s\\n' {name} "${{EPOCHREALTIME}}" >> {stamps}
exec {program} "$@"
"""


def before_the_builder(bench):
    """From post-receive's start to the builder's, in a platform of its own whose hook and builder tell when they start."""
    directory = bench.directory / "timed"
    directory.mkdir()
    stamps = directory / "stamps"
    programs = directory / "programs"
    programs.mkdir()
    built = bench.platform.programs
    for name in ("paastechd", "pre-receive", "examine-push", "deliver-push"):
        # A program looks for the others in its own directory, so this cannot be a symbolic link.
        _same_file(built / name, programs / name)
    _stamped(programs / "post-receive", "hook", stamps, built / "post-receive")
    _stamped(programs / "paastech-pack", "builder", stamps, built / "paastech-pack", "[[ $1 != build ]] || ")
    with Platform(programs, directory) as platform:
        platform.make_project("site")
        platform.deployed.append("site")
        copy = WorkCopy(platform, directory / "site", bench.fixture)
        for number in range(FILES):
            (copy.directory / f"page{number}.html").write_text(f"<html>{number}</html>\n" * 20)
        copy.git("add", ".")
        for _ in range(ROUNDS):
            copy.commit_edit()
            copy.must_push(platform.url("site"), "main")
    took = statistics.median(_differences(stamps))
    return [Row(
        f"post-receive's start to the builder's, {FILES} files", f"at most {TO_REACH} ms",
        f"{took:.0f} ms (median of {ROUNDS})", met=took <= TO_REACH)]


def _same_file(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _stamped(path, name, stamps, program, condition=""):
    path.write_text(STAMP.format(name=name, stamps=stamps, program=program, condition=condition))
    path.chmod(0o755)


def _differences(stamps):
    """Milliseconds from each hook's start to that of its builder."""
    lines = [line.split() for line in stamps.read_text().splitlines()]
    found = [(float(after[1]) - float(before[1])) * 1000
             for before, after in zip(lines, lines[1:]) if (before[0], after[0]) == ("hook", "builder")]
    if len(found) != ROUNDS:
        raise Failed(f"{len(found)} of {ROUNDS} builds were seen to start")
    return found
