"""A platform of its own in a temporary directory, with one account, its key and as many projects as asked for."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from processes import Failed, run, stop, wait_until

# Away from the range of a platform in use on the same machine.
SUBNETS = "10.214.0.0/16"


class Platform:
    """`paastechd up` on free loopback ports; a context manager that leaves nothing behind."""

    def __init__(self, programs, directory):
        self.programs = Path(programs)
        self.paastechd = self.programs / "paastechd"
        self.pack = self.programs / "paastech-pack"
        self.data = directory / "data"
        self.log = directory / "up.log"
        self.key = directory / "key"
        self.known_hosts = directory / "known_hosts"
        self.process = None
        self.deployed = []

    def __enter__(self):
        environment = dict(os.environ, PAASTECH_APPLICATION_SUBNETS=SUBNETS, PAASTECH_LOG_LEVEL="info")
        anywhere = "127.0.0.1:0"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.paastechd, "up", "--data-dir", self.data, "--ssh", anywhere, "--http", anywhere,
                 "--api", anywhere, "--registry", anywhere],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            wait_until(self._is_ready, 90, "paastechd up was not ready")
            self.endpoints = json.loads((self.data / "endpoints.json").read_text())
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", self.key])
            self.admin("user", "create", "bench", "--email", "bench@example.org")
            self.admin("key", "add", "bench", f"{self.key}.pub", "--name", "bench")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for project in self.deployed:
            try:
                self.admin("project", "remove", f"bench/{project}")
            except (Failed, subprocess.TimeoutExpired) as failure:
                print(f"bench/{project} was not removed: {failure}")
        stop(self.process)

    def _is_ready(self):
        if self.process.poll() is not None:
            raise Failed(f"paastechd up ended:\n{self.log.read_text()[-4000:]}")
        return (self.data / "endpoints.json").exists()

    @property
    def gatekeeper(self):
        """Process that serves SSH."""
        return self.endpoints["pid"]

    def database_process(self):
        """Process id of the PostgreSQL that the platform runs."""
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    @property
    def http_port(self):
        return int(self.endpoints["http"].rpartition(":")[2])

    def admin(self, *arguments):
        return run([self.paastechd, "admin", *arguments, "--data-dir", self.data])

    def make_project(self, name):
        self.admin("project", "create", "bench", name)

    def url(self, project):
        return f"ssh://git@{self.endpoints['ssh']}/{project}"

    def image(self, project):
        """The image that the newest live deployment of a project runs, by its id in the daemon."""
        listed = json.loads(self.admin("project", "list", "--json"))
        found = next(entry["id"] for entry in listed if entry["name"] == project)
        containers = run(["docker", "ps", "--quiet", "--filter", f"name=paastech-{found}-"]).split()
        return run(["docker", "inspect", "--format", "{{.Image}}", containers[0]]).strip()


def pinned_ssh(key, known_hosts, *extra):
    """The OpenSSH client with the key exchange that both servers are measured with."""
    return [
        "ssh", "-F", "/dev/null", "-i", str(key), "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
        "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={known_hosts}", "-o", "LogLevel=ERROR",
        "-o", "KexAlgorithms=curve25519-sha256", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30", *extra]


def remove_tree(directory):
    shutil.rmtree(directory, ignore_errors=True)
