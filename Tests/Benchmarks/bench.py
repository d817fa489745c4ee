"""Measures a platform next to its peers and prints a table; `.dev/bench` starts this."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import api_load
import builds
import commands
import connections
import deployments
import followers
import pipeline
import processor_time
import pushes
from local_platform import Platform, remove_tree
from openssh_peer import OpenSSHPeer
from processes import Failed
from report import Row, show
from work_copy import WorkCopy

PROJECTS = 32
MEASUREMENTS = {
    "nothing-new": pushes.nothing_new,
    "small-pushes": pushes.small_pushes,
    "push-cpu": processor_time.small_push,
    "refused-cpu": processor_time.refused_key,
    "status": commands.status,
    "api": api_load.own_projects,
    "followers": followers.log_memory,
    "memory": connections.waiting_memory,
    "silent": connections.silent_connections,
    "build": builds.warm_build,
    "build-same": builds.unchanged_build,
    "build-cold": builds.cold_build,
    "build-large": builds.large_build,
    "before-builder": pipeline.before_the_builder,
    "live": deployments.push_to_live,
    "rollouts": deployments.rollouts,
    "large": pushes.large_push,
}


class Bench:
    """What every measurement needs: the platform, its peer and working copies."""

    def __init__(self, platform, peer, directory, options):
        self.platform = platform
        self.peer = peer
        self.directory = directory
        self.rounds = options.rounds
        self.load_seconds = options.load_seconds
        self.fixture = options.fixture
        self._copies = {}

    def unique(self, name):
        """A name for something in the Docker daemon that is nobody else's."""
        return f"paastech-bench-{os.getpid()}-{name}"

    def make_projects(self):
        for number in range(PROJECTS):
            for server in (self.platform, self.peer):
                server.make_project(f"p{number}")

    def plain_copy(self, name="plain"):
        """A working copy for pushes that deploy nothing."""
        if name not in self._copies:
            self._copies[name] = WorkCopy(self.platform, self.directory / name)
        return self._copies[name]

    def site_copy(self, name):
        return WorkCopy(self.platform, self.directory / name, self.fixture)

    def live_site(self):
        """The working copy of an application that is live, and where it is pushed to."""
        if "site" not in self._copies:
            self.platform.make_project("site")
            self.platform.deployed.append("site")
            copy = self._copies["site"] = self.site_copy("site")
            copy.must_push(self.platform.url("site"), "main")
        return self._copies["site"], self.platform.url("site")


def measure(bench, names):
    rows = []
    for name in names:
        start = time.monotonic()
        try:
            rows += MEASUREMENTS[name](bench)
        except (Failed, OSError, ArithmeticError, LookupError, subprocess.TimeoutExpired) as failure:
            print(f"{name} could not be measured: {failure}", file=sys.stderr)
            rows.append(Row(name, "–", "not measured, see above", met=False))
        print(f"bench: {name} took {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(prog=".dev/bench", description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=Path, required=True, help="folder of the built programs")
    parser.add_argument("--fixture", type=Path, required=True, help="a static site")
    parser.add_argument("--rounds", type=int, default=15, help="turns of the row with nothing new")
    parser.add_argument("--load-seconds", type=float, default=20, help="seconds of load each server gets")
    names = ", ".join(MEASUREMENTS)
    parser.add_argument("measurements", nargs="*", metavar="NAME", help=f"of: {names} (default: all)")
    options = parser.parse_args()
    unknown = [name for name in options.measurements if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"unknown measurement {unknown[0]}: choose from {names}")
    if os.geteuid() != 0:
        parser.error("root is needed: sshd runs a key command only as root's child, and reading other processes' memory")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    directory = Path(tempfile.mkdtemp(prefix="paastech-bench.", dir="/tmp"))
    directory.chmod(0o755)
    try:
        with Platform(options.programs, directory) as platform, OpenSSHPeer(platform, directory) as peer:
            bench = Bench(platform, peer, directory, options)
            bench.make_projects()
            rows = measure(bench, options.measurements or MEASUREMENTS)
    finally:
        remove_tree(directory)
    show(rows)


if __name__ == "__main__":
    main()
