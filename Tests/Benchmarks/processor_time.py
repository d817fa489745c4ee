"""Rows on the processor time that the server's side of a connection costs: everything it starts, and the database."""

import os
import subprocess

from local_platform import pinned_ssh
from processes import descendants, run
from report import Row

PUSHES = 40
REFUSALS = 40
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(root):
    """User and system time of a process, of its living descendants and of all children they have waited for."""
    ticks = 0
    for pid in descendants(root):
        try:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS


def _cost(roots, action, times):
    """Milliseconds of processor time in the trees of `roots` for each call."""
    action(0)
    before = sum(map(processor_seconds, roots))
    for number in range(1, times + 1):
        action(number)
    return (sum(map(processor_seconds, roots)) - before) * 1000 / times


def small_push(bench):
    """One small push at a time to a branch that is not deployed: gatekeeper, git, hooks and PostgreSQL together."""
    copy = bench.plain_copy()
    commits = copy.chain(PUSHES + 1)
    platform, peer = bench.platform, bench.peer
    costs = [
        _cost(roots, lambda number, url=url: copy.must_push(url, f"{commits[number]}:refs/heads/other-cpu"), PUSHES)
        for url, roots in (
            (platform.url("p1"), [platform.gatekeeper]),
            # The peer asks the platform's PostgreSQL.
            (peer.url("p1"), [peer.process.pid, platform.gatekeeper]))]
    mine, theirs = costs
    return [Row(
        "CPU of a small push, with git and hooks", "at most 0.1 × sshd",
        f"{mine:.1f} ms = {mine / theirs:.2f} ×", f"sshd without hooks {theirs:.1f} ms", mine <= 0.1 * theirs)]


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

    mine = _cost([platform.gatekeeper], lambda _: knock(f"git@{host}", port), REFUSALS)
    theirs = _cost(
        [peer.process.pid, platform.gatekeeper], lambda _: knock(f"{peer.account}@127.0.0.1", peer.port), REFUSALS)
    return [Row(
        "CPU of a refused key", "at most 0.035 × sshd", f"{mine:.2f} ms = {mine / theirs:.3f} ×",
        f"sshd {theirs:.1f} ms", mine <= 0.035 * theirs)]
