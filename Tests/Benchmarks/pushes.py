"""Rows on pushes that deploy nothing: nothing new, many small ones at once, a large one."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

from processes import interleaved, run, status_kib
from report import Row

BRANCH = "refs/heads/other"


def nothing_new(bench):
    """`git push` that finds everything up to date."""
    copy = bench.plain_copy()
    ours, theirs = bench.platform.url("p0"), bench.peer.url("p0")
    for url in (ours, theirs):
        copy.must_push(url, f"main:{BRANCH}-noop")
    mine, peer = interleaved(
        bench.rounds, *(lambda url=url: copy.must_push(url, f"main:{BRANCH}-noop") for url in (ours, theirs)))
    return [Row(
        "* git push with nothing new, wall", "at most 0.4 × sshd",
        f"{mine * 1000:.0f} ms = {mine / peer:.2f} × (median of {bench.rounds})", f"sshd {peer * 1000:.0f} ms",
        mine <= 0.4 * peer)]


def small_pushes(bench):
    """Small pushes a second, each client to a project of its own, servers taking turns."""
    copy = bench.plain_copy()
    commits = copy.chain(64)
    return [_small_pushes(bench, copy, commits, clients) for clients in (16, 32)]


def _small_pushes(bench, copy, commits, clients):
    done, failed, spent = [0, 0], [0, 0], [0.0, 0.0]
    for turn in range(2):
        for index, server in enumerate((bench.platform, bench.peer)):
            branch = f"{BRANCH}-{clients}-{turn}"
            passed, lost, took = _load(copy, commits, server, branch, clients, bench.load_seconds / 2)
            done[index] += passed
            failed[index] += lost
            spent[index] += took
    mine, peer = (count / took for count, took in zip(done, spent))
    return Row(
        f"* small pushes/s, {clients} clients", "at least 3 × sshd, no failure",
        f"{mine:.1f}/s = {mine / peer:.1f} ×, {failed[0]} of {done[0] + failed[0]} failed",
        f"sshd {peer:.1f}/s, {failed[1]} of {done[1] + failed[1]} failed", mine >= 3 * peer and failed[0] == 0)


def _load(copy, commits, server, branch, clients, lasting):
    """Passed pushes, failed pushes and seconds until the last one ended."""
    start = time.monotonic()
    deadline = start + lasting

    def client(number):
        passed = failed = 0
        for commit in commits:
            if time.monotonic() >= deadline:
                break
            if copy.push(server.url(f"p{number}"), f"{commit}:{branch}"):
                passed += 1
            else:
                failed += 1
        return passed, failed

    with ThreadPoolExecutor(clients) as pool:
        results = list(pool.map(client, range(clients)))
    return sum(r[0] for r in results), sum(r[1] for r in results), time.monotonic() - start


def large_push(bench):
    """200 MB that do not compress, over SSH and into a local repository, and what the gatekeeper's memory did."""
    copy = bench.plain_copy("large")
    for number in range(200):
        (copy.directory / f"blob{number}").write_bytes(os.urandom(1_000_000))
    copy.git("add", ".")
    copy.git("commit", "-q", "-m", "Large")
    numbers = iter(range(100))
    peaks = []

    def over_ssh():
        project = f"large{next(numbers)}"
        bench.platform.make_project(project)
        return bench.platform.url(project)

    def locally():
        path = bench.directory / f"local{next(numbers)}.git"
        run(["git", "init", "-q", "--bare", path])
        run(["git", "-C", path, "config", "receive.fsckObjects", "true"])
        return str(path)

    times = {over_ssh: [], locally: []}
    for _ in range(3):
        for prepare, series in times.items():
            url = prepare()
            before = _forget_peak(bench.platform.gatekeeper)
            start = time.perf_counter()
            copy.must_push(url, f"main:{BRANCH}", timeout=300)
            series.append(time.perf_counter() - start)
            if prepare is over_ssh:
                peaks.append(status_kib(bench.platform.gatekeeper, "VmHWM") - before)
    mine, peer = (200 / sorted(series)[1] for series in (times[over_ssh], times[locally]))
    growth = max(peaks) / 1024
    return [
        Row("200 MB push", "at least 0.85 × local push", f"{mine:.1f} MB/s = {mine / peer:.2f} ×",
            f"local push {peer:.1f} MB/s", mine >= 0.85 * peer),
        Row("memory the 200 MB push adds", "at most 16 MiB (gatekeeper's peak)",
            f"{growth:.1f} MiB on top of `up`'s {status_kib(bench.platform.gatekeeper, 'VmRSS') / 1024:.0f} MiB",
            met=growth <= 16)]


def _forget_peak(pid):
    """Resets VmHWM, see proc(5), and returns the resident size in KiB."""
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")
    return status_kib(pid, "VmRSS")
