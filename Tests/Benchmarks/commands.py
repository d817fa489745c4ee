"""The row on the command line client: what it costs to start it."""

import http.client
import json
import os

from processes import interleaved, run
from report import Row
from work_copy import WorkCopy


def status(bench):
    """`paastech status` beside the time of the requests it makes."""
    client = SignedInClient(bench)
    client.must_answer("/projects/my")
    whole, network = interleaved(max(bench.rounds, 15), client.status, client.same_requests)
    return [Row(
        "paastech status, wall, beside the network", "at most 60 ms",
        f"{(whole - network) * 1000:.0f} ms", f"its requests alone {network * 1000:.0f} ms",
        whole - network <= 0.06)]


class SignedInClient:
    """Somebody with an account and a connected repository, and the same requests over one kept connection."""

    def __init__(self, bench):
        self.program = bench.platform.programs / "paastech"
        self.address = bench.platform.endpoints["api"]
        self.copy = WorkCopy(bench.platform, bench.directory / "status-bench")
        home = bench.directory / "status-home"
        home.mkdir()
        self.environment = dict(
            self.copy.environment, HOME=str(home), XDG_CONFIG_HOME="", PAASTECH_SERVER=f"http://{self.address}")
        password = os.urandom(12).hex()
        self.paastech(
            "register", "--username", "status-user", "--email", "status-user@example.org", "--password-stdin",
            stdin=password)
        self.paastech("init", "status-site")
        credentials = json.loads((home / ".config/paastech/credentials.json").read_text())
        self.token = next(iter(credentials["servers"].values()))["accessToken"]
        self.connection = http.client.HTTPConnection(self.address, timeout=10)
        self.project = self.must_answer("/projects/my")[0]["id"]

    def paastech(self, *arguments, stdin=None):
        return run(
            [self.program, *arguments], env=self.environment, cwd=self.copy.directory, input=stdin or "")

    def status(self):
        self.paastech("status")

    def same_requests(self):
        self.must_answer("/projects/my")
        self.must_answer(f"/projects/{self.project}/deployments?limit=50")

    def must_answer(self, path):
        self.connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            raise OSError(f"GET {path}: {answer.status} {body}")
        return body["content"]
