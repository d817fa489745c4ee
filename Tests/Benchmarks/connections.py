"""Rows on connections that wait: authenticated ones, and ones that never finish their handshake."""

import asyncio
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from local_platform import pinned_ssh
from openssh_peer import ACCOUNT
from processes import Failed, memory_kib
from report import Row

WAITING = 300
SILENT = 200
GRACE = 20.0
# An address of its own for every 50 connections: the gatekeeper limits what one address may hold.
PER_ADDRESS = 50


def waiting_memory(bench):
    """What one connection costs that has authenticated and waits in `git-receive-pack`, without git itself."""
    platform, peer = bench.platform, bench.peer
    host, _, port = platform.endpoints["ssh"].rpartition(":")
    mine = _growth(bench, platform.gatekeeper, "paastechd", f"git@{host}", port, "git-receive-pack '/p0'")
    command = f"git-receive-pack '{peer.path('p0')}'"
    theirs = _growth(bench, peer.process.pid, "sshd", f"{ACCOUNT}@127.0.0.1", str(peer.port), command)
    return [Row(
        f"* memory of a waiting connection, at {WAITING}", "at most 0.05 × sshd",
        f"{mine:.0f} KiB = {mine / theirs:.3f} ×", f"sshd {theirs:.0f} KiB", mine <= 0.05 * theirs)]


def _growth(bench, root, name, account, port, command):
    """KiB of proportional set size that each of the waiting connections adds."""
    clients = []
    try:
        # The first ones pay for what all share: threads, arenas, a database connection.
        _open(bench, account, port, command, 20, clients)
        before = memory_kib(root, name)
        _open(bench, account, port, command, WAITING, clients)
        return (memory_kib(root, name) - before) / WAITING
    finally:
        for client in clients:
            client.stdin.close()
        for client in clients:
            client.kill()
            client.wait()
            client.stdout.close()


def _open(bench, account, port, command, count, clients):
    def connect(number):
        source = f"127.0.2.{1 + number // PER_ADDRESS}"
        client = subprocess.Popen(
            [*pinned_ssh(bench.platform.key, bench.platform.known_hosts, "-b", source, "-p", port), account, command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        clients.append(client)
        # Four hex digits open the advertisement: from here on receive-pack waits for this client.
        length = client.stdout.read(4)
        if len(length) != 4:
            raise Failed(f"connection {number} to port {port} ended before git answered")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(connect, range(count)))


def silent_connections(bench):
    """Pushes while 200 connections never finish their handshake, and when each of those is dropped."""
    return asyncio.run(_silent_connections(bench))


async def _silent_connections(bench):
    host, _, port = bench.platform.endpoints["ssh"].rpartition(":")
    copy, url = bench.plain_copy(), bench.platform.url("p0")
    reference = "main:refs/heads/other-silent"
    await asyncio.to_thread(copy.must_push, url, reference)
    crowd = asyncio.gather(*(_stay_silent(host, int(port), number) for number in range(SILENT)))
    await asyncio.sleep(1)
    passed, failed, times = 0, 0, []
    end = time.monotonic() + GRACE - 2
    while time.monotonic() < end:
        start = time.monotonic()
        if await asyncio.to_thread(copy.push, url, reference):
            passed += 1
        else:
            failed += 1
        times.append(time.monotonic() - start)
        await asyncio.sleep(0.5)
    stays = await crowd
    dropped = [stay for stay in stays if stay is not None]
    # Our clock starts before the server's, and a busy machine may run its timer late: two seconds of tolerance.
    in_time = [stay for stay in dropped if stay <= GRACE + 2]
    return [Row(
        f"* {SILENT} connections without a handshake", f"every push passes, each dropped within {GRACE:.0f} s",
        f"{passed} of {passed + failed} pushes passed (median {statistics.median(times) * 1000:.0f} ms); "
        f"{len(in_time)} of {SILENT} dropped in time, the last after {max(dropped, default=float('nan')):.1f} s",
        met=failed == 0 and len(in_time) == SILENT)]


async def _stay_silent(host, port, number):
    """Seconds until the server hangs up; None when it has not after twice the grace time."""
    source = f"127.0.3.{1 + number // PER_ADDRESS}"
    start = time.monotonic()
    reader, writer = await asyncio.open_connection(host, port, local_addr=(source, 0))
    try:
        if number % 2:
            writer.write(b"SSH-2.0-Silent\r\n")
        async with asyncio.timeout(2 * GRACE):
            while await reader.read(4096):
                pass
        return time.monotonic() - start
    except TimeoutError:
        return None
    except ConnectionError:
        return time.monotonic() - start
    finally:
        writer.close()
