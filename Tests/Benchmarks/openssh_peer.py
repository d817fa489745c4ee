"""OpenSSH's server as the peer: it asks the platform's PostgreSQL for each key, as self-made git servers do."""

import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from local_platform import remove_tree
from processes import Failed, run, stop, wait_until

# An unprivileged account that every machine with PostgreSQL has; the server's processes and git run as it.
ACCOUNT = "postgres"

# PAM is Debian's default, and without it sshd refuses this account, which has no password.
CONFIGURATION = """\
ListenAddress 127.0.0.1:{port}
HostKey {directory}/host_key
PidFile none
StrictModes no
UsePAM yes
PrintMotd no
PrintLastLog no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
KexAlgorithms curve25519-sha256
AllowUsers {account}
AuthorizedKeysFile none
AuthorizedKeysCommand {directory}/authorized-keys %f
AuthorizedKeysCommandUser {account}
MaxStartups 1024
MaxSessions 10
"""

LOOK_UP = """\
#!/bin/sh
exec {psql} -XAtq -h '{host}' -U '{user}' -d '{database}' -v fingerprint="$1" <<'SQL'
SELECT type || ' ' || translate(encode(blob, 'base64'), E'\\n', '') FROM ssh_keys WHERE fingerprint = :'fingerprint'
SQL
"""


def _psql():
    """The newest psql itself: Debian's wrapper on PATH starts Perl first, which would burden the peer."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/psql")
    return max(versions, key=lambda path: int(path.parts[4]), default=Path("/usr/bin/psql"))


class OpenSSHPeer:
    """`sshd` on a free loopback port and bare repositories to push to; a context manager that leaves nothing behind."""

    account = ACCOUNT

    def __init__(self, platform, directory):
        self.platform = platform
        self.repositories = directory / "peer"
        self.log = directory / "sshd.log"
        self.process = None

    def __enter__(self):
        # sshd runs a key command only from a path that root alone may write to, which /tmp is not.
        self.directory = Path(tempfile.mkdtemp(prefix="paastech-bench.", dir="/run"))
        self.directory.chmod(0o755)
        separation = Path("/run/sshd")
        self.made_separation = not separation.exists()
        separation.mkdir(mode=0o755, exist_ok=True)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        self.repositories.mkdir()
        shutil.chown(self.repositories, ACCOUNT)
        database = urlsplit(self.platform.endpoints["database"])
        command = self.directory / "authorized-keys"
        host = unquote(database.netloc.rpartition("@")[2])
        command.write_text(LOOK_UP.format(
            psql=_psql(), host=host, user=database.username, database=database.path.strip("/")))
        command.chmod(0o755)
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.directory / "host_key"])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        configuration = self.directory / "sshd_config"
        configuration.write_text(CONFIGURATION.format(port=self.port, directory=self.directory, account=ACCOUNT))
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["/usr/sbin/sshd", "-D", "-e", "-f", configuration], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        wait_until(self._listens, 10, "sshd did not listen")

    def _listens(self):
        if self.process.poll() is not None:
            raise Failed(f"sshd ended:\n{self.log.read_text()[-2000:]}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(self, *_):
        if self.process is not None:
            stop(self.process)
        remove_tree(self.directory)
        if self.made_separation:
            remove_tree("/run/sshd")

    def make_project(self, name):
        """An empty bare repository that takes pushes by the same rules as a project's."""
        path = self.repositories / f"{name}.git"
        as_account = ["setpriv", "--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups", "--"]
        run([*as_account, "git", "init", "-q", "--bare", path], cwd="/")
        run([*as_account, "git", "-C", path, "config", "receive.fsckObjects", "true"], cwd="/")
        run([*as_account, "git", "-C", path, "config", "receive.autogc", "false"], cwd="/")

    def path(self, project):
        return self.repositories / f"{project}.git"

    def url(self, project):
        return f"ssh://{ACCOUNT}@127.0.0.1:{self.port}{self.path(project)}"
