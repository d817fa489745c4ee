"""Rows on `paastech-pack`, in D: the time of `docker run --rm BUILDER true` of the same run."""

import contextlib
import os
import subprocess

from processes import Failed, interleaved, run
from report import Row

BUILDER = "paastech/builder:bookworm"
ROUNDS = 9
LARGE_ROUNDS = 5
LARGE_FILES = 20_000
LARGE_BYTES = 300_000_000
LARGE_MEMORY = 200_000_000


def start_container():
    """What D is the time of."""
    run(["docker", "run", "--rm", BUILDER, "true"])


class Application:
    """A name in the platform's registry that one source is built to, with caches of its own."""

    def __init__(self, bench, name, source):
        self.program = bench.platform.pack
        self.image = f"{bench.platform.endpoints['registry']}/bench-{name}"
        self.source = source
        self.caches = {kind: bench.unique(f"{name}-{kind}") for kind in ("build", "launch")}

    def build(self, image=None):
        run(self.command(image or self.image, self.caches))

    def build_cold(self, number):
        """Builds to a name that no earlier build had, without anything kept."""
        fresh = {kind: f"{name}-{number}" for kind, name in self.caches.items()}
        self.caches_to_remove.extend(fresh.values())
        run(self.command(f"{self.image}-{number}", fresh))

    def command(self, image, caches):
        command = [self.program, "build", f"{image}:latest", "--path", self.source, "--builder", BUILDER]
        for kind, name in caches.items():
            command += ["--cache", f"type={kind};format=volume;name={name}"]
        return command + ["--pull-policy", "never", "--default-process", "web", "--no-color", "--publish"]

    def __enter__(self):
        self.caches_to_remove = list(self.caches.values())
        return self

    def __exit__(self, *_):
        for name in self.caches_to_remove:
            forget("volume", name)


def forget(kind, name):
    """Removes a volume or an image; says so where it cannot."""
    try:
        run(["docker", kind, "rm", "--force", name])
    except (Failed, subprocess.TimeoutExpired) as failure:
        print(f"{kind} {name} was not removed: {failure}")


def row(what, target, mine, peer, rounds, extra=""):
    return Row(
        f"* paastech-pack, {what}", f"at most {target} D{extra}",
        f"{mine * 1000:.0f} ms = {mine / peer:.2f} D (median of {rounds})", f"D = {peer * 1000:.0f} ms",
        mine <= target * peer)


def warm_build(bench):
    """One file of a static site changed."""
    copy = bench.site_copy("build")
    with Application(bench, "build", copy.directory) as application:

        def build():
            copy.edit_page()
            application.build()

        mine, peer = interleaved(ROUNDS, build, start_container)
    return [row("warm, one file changed", 1.5, mine, peer, ROUNDS, extra=" (first goal: 2 D)")]


def unchanged_build(bench):
    """The same source again."""
    copy = bench.site_copy("build-same")
    with Application(bench, "build-same", copy.directory) as application:
        mine, peer = interleaved(ROUNDS, application.build, start_container)
    return [row("warm, nothing changed", 1.2, mine, peer, ROUNDS)]


def cold_build(bench):
    """A new name, new caches, a registry that knows the run image only."""
    copy = bench.site_copy("build-cold")
    numbers = iter(range(ROUNDS + 1))
    with Application(bench, "build-cold", copy.directory) as application:
        mine, peer = interleaved(ROUNDS, lambda: application.build_cold(next(numbers)), start_container)
    return [row("cold", 3, mine, peer, ROUNDS)]


def large_build(bench):
    """300 MB of source in 20,000 files, one of which changes; time, and memory of paastech-pack at its highest."""
    source = bench.directory / "large-source"
    make_large_source(source)
    with Application(bench, "build-large", source) as application:
        peaks = []

        def build():
            (source / "changed.txt").write_bytes(os.urandom(1024))
            with peak_memory(application.command(application.image, application.caches)) as peak:
                peaks.append(peak)

        mine, peer = interleaved(LARGE_ROUNDS, build, start_container)
    what = f"{LARGE_BYTES / 1e6:.0f} MB in {LARGE_FILES:,} files, warm, one changed"
    peak = max(peaks)
    return [
        row(what, 8, mine, peer, LARGE_ROUNDS),
        Row(f"* memory of that, the highest of {len(peaks)} builds", f"under {LARGE_MEMORY / 1e6:.0f} MB",
            f"{peak / 1e6:.0f} MB resident", met=peak < LARGE_MEMORY)]


def make_large_source(directory):
    """Files of random hexadecimal digits: they compress to half, as source does."""
    size = LARGE_BYTES // LARGE_FILES
    for number in range(LARGE_FILES):
        path = directory / f"part{number // 500}" / f"file{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(os.urandom(size // 2).hex())
    (directory / "index.html").write_text("<html>large</html>")


@contextlib.contextmanager
def peak_memory(command):
    """Runs a command and gives the most bytes it had resident."""
    done = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    said = done.stdout.read()
    _, status, usage = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said.decode()}")
    yield usage.ru_maxrss * 1024
