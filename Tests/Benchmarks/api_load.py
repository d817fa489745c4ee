"""The row on the client API under load: authenticated listings of projects, by wrk."""

import json
import re
import urllib.request

from processes import Failed, run
from report import Row

CONNECTIONS = 64
PASSWORD = "bench password"
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}


def own_projects(bench):
    """`GET /projects/my` of an account with one project."""
    base = f"http://{bench.platform.endpoints['api']}"
    _post(base, "/auth/register", {"username": "load", "email": "load@example.org", "password": PASSWORD})
    login = _post(base, "/auth/login", {"email": "load@example.org", "password": PASSWORD})
    token = login["content"]["accessToken"]
    _post(base, "/projects", {"name": "hello"}, token)
    command = ["wrk", "--threads", "2", "--connections", str(CONNECTIONS), "--latency",
               "--header", f"Authorization: Bearer {token}"]
    # The first seconds pay for what later requests share: database connections, prepared statements.
    run([*command, "--duration", "2s", f"{base}/projects/my"])
    report = run([*command, "--duration", f"{bench.load_seconds:.0f}s", f"{base}/projects/my"])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    if refused or "Socket errors" in report:
        raise Failed(f"not every request was answered with 200:\n{report}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", report).group(1))
    slowest = _milliseconds(re.search(r"99%\s+([\d.]+\w+)", report).group(1))
    return [
        Row(f"* GET /projects/my at {CONNECTIONS} connections", "at least 5,000/s", f"{rate:,.0f}/s", met=rate >= 5000),
        Row("* the same, p99", "under 50 ms", f"{slowest:.1f} ms", met=slowest < 50)]


def _milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(\D+)", text).groups()
    return float(number) * UNITS[unit]


def _post(base, path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)
