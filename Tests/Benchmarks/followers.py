"""The row on what it costs the client API that a thousand people follow a log."""

import asyncio
import json
import os
import socket
import subprocess
import urllib.request

from processes import Failed, run, status_kib, stop, wait_until
from report import Row

FOLLOWERS = 1000
LINES = 50
PASSWORD = "bench password"
MEGABYTE = 1_000_000


def log_memory(bench):
    """Memory of a client API of its own while everybody gets every line that an application writes."""
    bench.live_site()
    with SeparateAPI(bench) as api:
        before = api.memory()
        asyncio.run(_follow(bench, api))
        whole = api.memory()
    return [Row(
        f"* client API with {FOLLOWERS:,} log followers, peak memory", "under 150 MB",
        f"{whole / MEGABYTE:.0f} MB ({before / MEGABYTE:.0f} MB without them)", met=whole < 150 * MEGABYTE)]


class SeparateAPI:
    """`paastechd api` beside the platform, so that its memory is nothing else's."""

    def __init__(self, bench):
        self.platform = bench.platform
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.log = bench.directory / "api.log"

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.platform.paastechd, "api", "--data-dir", self.platform.data, "--api", f"127.0.0.1:{self.port}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(os.environ), start_new_session=True)
        try:
            wait_until(self._answers, 30, "paastechd api did not answer")
            run([self.platform.paastechd, "admin", "user", "password", "bench", "--password-stdin", "--data-dir",
                 self.platform.data], input=PASSWORD + "\n")
            credentials = {"email": "bench@example.org", "password": PASSWORD}
            self.token = self.ask("/auth/login", credentials)["accessToken"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        stop(self.process)

    def _answers(self):
        if self.process.poll() is not None:
            raise Failed(f"paastechd api ended:\n{self.log.read_text()[-4000:]}")
        try:
            self.ask("/healthz")
        except OSError:
            return False
        return True

    def memory(self):
        """The most bytes that were resident at once."""
        return status_kib(self.process.pid, "VmHWM") * 1024

    def ask(self, path, body=None, token=None):
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["content"]


async def _follow(bench, api):
    """Connects all followers, lets the application write, and waits until each of them has every line."""
    project = next(found["id"] for found in api.ask("/projects/my", token=api.token) if found["name"] == "site")
    connected, mark = asyncio.Semaphore(0), f"bench-{os.getpid()}"
    followers = [asyncio.create_task(_read(api, project, connected, mark)) for _ in range(FOLLOWERS)]
    try:
        async with asyncio.timeout(120):
            await asyncio.wait([asyncio.create_task(_acquire(connected, FOLLOWERS)), *followers],
                               return_when=asyncio.FIRST_COMPLETED)
            for number in range(LINES):
                await asyncio.to_thread(_visit, bench.platform.http_port, f"/?{mark}-{number}.")
            await asyncio.gather(*followers)
    finally:
        for follower in followers:
            follower.cancel()


async def _acquire(semaphore, count):
    for _ in range(count):
        await semaphore.acquire()


async def _read(api, project, connected, mark):
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    try:
        writer.write(
            f"GET /projects/{project}/logs?follow=1&tail=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {api.token}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.splitlines()[0] or b"text/event-stream" not in head:
            raise Failed(f"a follower was answered with {head!r}")
        connected.release()
        seen = set()
        while len(seen) < LINES:
            line = await reader.readline()
            if not line:
                raise Failed(f"a follower was cut off after {len(seen)} lines")
            if (start := line.find(mark.encode())) >= 0:
                seen.add(line[start:line.index(b".", start)])
    finally:
        writer.close()


def _visit(port, path):
    """Makes the application write a line: its server logs requests."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": "site--bench.user-app.localhost"})
    with urllib.request.urlopen(request, timeout=30) as response:
        response.read()
