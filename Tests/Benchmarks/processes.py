"""Starting, timing and weighing processes."""

import os
import signal
import statistics
import subprocess
import time


class Failed(Exception):
    """A command that had to succeed did not."""


def run(command, *, timeout=120, input="", **options):
    """Runs a command to its end and returns its standard output; raises Failed with what it said."""
    done = subprocess.run(
        [str(part) for part in command], input=input, capture_output=True, text=True, timeout=timeout, **options)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def seconds(action):
    """Wall time of a call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(rounds, *actions):
    """Medians of the wall times of the actions, which take turns, after one uncounted turn each."""
    for action in actions:
        action()
    times = [[] for _ in actions]
    for _ in range(rounds):
        for series, action in zip(times, actions):
            series.append(seconds(action))
    return [statistics.median(series) for series in times]


def wait_until(condition, within, what):
    """Asks again until the condition holds; raises Failed after `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"{what} within {within} s")
        time.sleep(0.05)


def stop(process, within=30):
    """Ends a child by SIGTERM, and by SIGKILL when it has not gone `within` seconds later."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        print(f"process {process.pid} did not end within {within} s of SIGTERM: killed", flush=True)
        process.kill()
        process.wait()


def descendants(root):
    """The process id `root` and those of all its descendants."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def memory_kib(root, name):
    """Proportional set size in KiB of `root` and of those of its descendants that run the program `name`."""
    total = 0
    for pid in descendants(root):
        try:
            with open(f"/proc/{pid}/comm") as file:
                if pid != root and file.read().strip() != name:
                    continue
            with open(f"/proc/{pid}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except (OSError, ProcessLookupError):
            continue
    return total


def status_kib(pid, field):
    """A field of /proc/PID/status in KiB, for instance VmHWM."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(f"{field}:"))
