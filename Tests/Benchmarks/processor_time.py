"""Rows on the processor time that the server's side of a connection costs: everything it starts, and the database."""

import os
import subprocess

from local_platform import pinned_ssh
from processes import descendants, run
from report import Row

PUSHES = 100
REFUSALS = 200
TICKS = os.sysconf("SC_CLK_TCK")

# Runs git on the peer's side and notes the processor time of git and all that it starts, and of the shell itself.
WEIGHED = """\
#!/bin/bash
git-receive-pack "$@"
status=$?
times >> {times}
exit $status
"""


def _ticks(pid, *, reaped):
    """User and system time of a process, and of the children it has waited for, in clock ticks; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15 if reaped else 13])


def processor_seconds(root):
    """User and system time of a process, of its living descendants and of all children they have waited for."""
    return sum(_ticks(pid, reaped=True) for pid in descendants(root)) / TICKS


def _own_seconds(pid):
    """User and system time of one process alone."""
    return _ticks(pid, reaped=False) / TICKS


def _cost(seconds, action, times):
    """Milliseconds that `seconds` grows by for each call."""
    action(0)
    before = seconds()
    for number in range(1, times + 1):
        action(number)
    return (seconds() - before) * 1000 / times


def small_push(bench):
    """One small push at a time to a branch that is not deployed, with and without what git and its hooks take."""
    copy = bench.plain_copy()
    commits = copy.chain(PUSHES + 1)
    platform, peer = bench.platform, bench.peer
    database = platform.database_process()

    def cost(url, seconds, branch, *options):
        reference = f"refs/heads/other-{branch}"
        return _cost(
            seconds, lambda number: copy.must_push(url, f"{commits[number]}:{reference}", options=options), PUSHES)

    def serving():
        return _own_seconds(platform.gatekeeper) + processor_seconds(database)

    def peer_serving():
        # The peer asks the platform's PostgreSQL; the gatekeeper, which idles meanwhile, is no part of it.
        return processor_seconds(peer.process.pid) + processor_seconds(database)

    mine = cost(platform.url("p1"), serving, "cpu")
    mine_whole = cost(platform.url("p1"), lambda: processor_seconds(platform.gatekeeper), "cpu-whole")
    theirs_whole = cost(peer.url("p1"), peer_serving, "cpu-whole")
    script, weighed = peer.directory / "weighed-receive-pack", peer.repositories / "git-times"
    script.write_text(WEIGHED.format(times=weighed))
    script.chmod(0o755)
    theirs = cost(peer.url("p1"), peer_serving, "cpu", f"--receive-pack={script}") - _weight(weighed)
    return [
        Row(
            "CPU of gatekeeper and database for a small push", "at most 0.1 × sshd",
            f"{mine:.1f} ms = {mine / theirs:.2f} ×", f"sshd and database {theirs:.1f} ms", mine <= 0.1 * theirs),
        Row(
            "the same with git and its hooks", "–", f"{mine_whole:.1f} ms = {mine_whole / theirs_whole:.2f} ×",
            f"sshd without hooks {theirs_whole:.1f} ms"),
    ]


def _weight(file):
    """Milliseconds of a recorded run of git: the mean of what bash's `times` wrote, `1m2.345s` four times a run."""
    found = [word.rstrip("s").split("m") for word in file.read_text().split()]
    # The first run is not counted by `_cost` either.
    seconds = [int(minutes) * 60 + float(rest) for minutes, rest in found][4:]
    return sum(seconds) * 1000 / (len(seconds) / 4)


def refused_key(bench):
    """A client that offers a key nobody has."""
    stranger = bench.directory / "stranger"
    run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger])
    platform, peer = bench.platform, bench.peer
    host, _, port = platform.endpoints["ssh"].rpartition(":")

    def knock(account, port):
        command = [*pinned_ssh(stranger, platform.known_hosts, "-p", str(port)), account, "git-receive-pack '/p0'"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        assert done.returncode == 255, done.stderr

    database = platform.database_process()
    mine = _cost(
        lambda: _own_seconds(platform.gatekeeper) + processor_seconds(database),
        lambda _: knock(f"git@{host}", port), REFUSALS)
    theirs = _cost(
        lambda: processor_seconds(peer.process.pid) + processor_seconds(database),
        lambda _: knock(f"{peer.account}@127.0.0.1", peer.port), REFUSALS)
    return [Row(
        "CPU of a refused key", "at most 0.035 × sshd", f"{mine:.2f} ms = {mine / theirs:.3f} ×",
        f"sshd {theirs:.1f} ms", mine <= 0.035 * theirs)]
