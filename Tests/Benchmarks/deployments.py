"""Rows on deploying a static application."""

import asyncio
import time

from builds import forget
from processes import interleaved, run
from report import Row

ROUNDS = 7
ROLLOUTS = 20
REQUESTS_PER_SECOND = 200


def push_to_live(bench):
    """A push that changes one file, until git returns: the application answers with it then."""
    copy, url = bench.live_site()
    # A tag of its own keeps the image while the platform forgets all but the newest deployments.
    image = bench.unique("image") + ":peer"
    run(["docker", "tag", bench.platform.image("site"), image])

    def push():
        copy.commit_edit()
        copy.must_push(url, "main")

    run_image = ["docker", "run", "--rm", "--entrypoint", "true", image]
    try:
        mine, peer = interleaved(ROUNDS, push, lambda: run(run_image))
    finally:
        forget("image", image)
    return [Row(
        "* push to live, warm, static site", "at most 6 × docker run --rm IMAGE true",
        f"{mine * 1000:.0f} ms = {mine / peer:.2f} × (median of {ROUNDS})", f"docker run {peer * 1000:.0f} ms",
        mine <= 6 * peer)]


def rollouts(bench):
    """Requests that fail while one version replaces the other, 20 times."""
    return asyncio.run(_rollouts(bench))


async def _rollouts(bench):
    copy, url = bench.live_site()
    host = "site--bench.user-app.localhost"
    over = asyncio.Event()
    load = asyncio.create_task(_load(bench.platform.http_port, host, over))
    pushed = 0
    try:
        for _ in range(ROLLOUTS):
            await asyncio.to_thread(copy.commit_edit)
            pushed += await asyncio.to_thread(copy.push, url, "main")
    finally:
        over.set()
        sent, failures, took = await load
    reasons = ", ".join(f"{count} × {reason}" for reason, count in failures.items())
    failed = sum(failures.values())
    return [Row(
        f"failures in {ROLLOUTS} rollouts at {REQUESTS_PER_SECOND} requests/s", "0",
        f"{failed} of {sent} ({sent / took:.0f}/s), {pushed} rollouts" + (f": {reasons}" if reasons else ""),
        met=failed == 0 and pushed == ROLLOUTS and sent / took >= 0.9 * REQUESTS_PER_SECOND)]


async def _load(port, host, over, at_most=300):
    """Requests at a fixed rate, each on a connection of its own, until `over` or for `at_most` seconds."""
    start, sent, running, failures = time.monotonic(), 0, set(), {}
    while not over.is_set() and time.monotonic() - start < at_most:
        while sent < (time.monotonic() - start) * REQUESTS_PER_SECOND:
            task = asyncio.create_task(_request(port, host, failures))
            running.add(task)
            task.add_done_callback(running.discard)
            sent += 1
        await asyncio.sleep(0.005)
    took = time.monotonic() - start
    await asyncio.gather(*running)
    return sent, failures, took


async def _request(port, host, failures):
    """One GET; whatever is not a complete answer 200 is counted with its reason."""
    try:
        async with asyncio.timeout(10):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                status = (await reader.readline()).split()
                body = await reader.read()
            finally:
                writer.close()
        complete = status[1:2] == [b"200"] and b"</html>" in body.lower()
        reason = None if complete else b" ".join(status[1:]).decode() or "no answer"
    except (OSError, TimeoutError) as error:
        reason = type(error).__name__
    if reason is not None:
        failures[reason] = failures.get(reason, 0) + 1
