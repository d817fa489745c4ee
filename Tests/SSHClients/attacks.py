"""One attack on an SSH server for commands, by a client that keeps no rule it does not like.

usage: attacks.py PORT KEY ATTACK; prints one line that says how the server took it.
"""

import os
import sys
import time

import paramiko
from paramiko import common

PATIENCE = 15  # seconds until a server that does not answer counts as hanging


class WrongSignature(paramiko.Ed25519Key):
    """Signs something else than what it was asked to."""

    def sign_ssh_data(self, data, algorithm=None):
        return super().sign_ssh_data(data + b"!", algorithm)


class UnreadableSignature(paramiko.Ed25519Key):
    def sign_ssh_data(self, data, algorithm=None):
        return message("no-such-algorithm")


def message(*fields):
    """An SSH message: bytes of length one are the type, numbers are uint32, booleans bytes, the rest strings."""
    result = paramiko.Message()
    for field in fields:
        if isinstance(field, bool):
            result.add_boolean(field)
        elif isinstance(field, int):
            result.add_int(field)
        elif isinstance(field, bytes) and len(field) == 1:
            result.add_byte(field)
        else:
            result.add_string(field)
    return result


class Client:
    def __init__(self, port, key):
        self.port, self.key = port, key

    def connect(self):
        transport = paramiko.Transport(("127.0.0.1", self.port))
        transport.auth_timeout = transport.banner_timeout = PATIENCE
        transport.start_client(timeout=PATIENCE)
        return transport

    def log_in(self, kind=paramiko.Ed25519Key, user="git"):
        transport = self.connect()
        transport.auth_publickey(user, kind.from_private_key_file(self.key))
        return transport

    def session(self, transport=None):
        channel = (transport or self.log_in()).open_session(timeout=PATIENCE)
        channel.settimeout(PATIENCE)
        return channel


def log_in_result(client, **arguments):
    started = time.monotonic()
    try:
        client.log_in(**arguments)
    except paramiko.SSHException:
        return "refused at once" if time.monotonic() - started < PATIENCE - 1 else "refused late"
    return "logged in"


def is_over(transport):
    """Whether the server ends the connection in time."""
    deadline = time.monotonic() + PATIENCE
    while transport.is_active() and time.monotonic() < deadline:
        time.sleep(0.01)
    return "open" if transport.is_active() else "closed"


def wrong_signature(client):
    return log_in_result(client, kind=WrongSignature)


def unreadable_signature(client):
    return log_in_result(client, kind=UnreadableSignature)


def other_users(client):
    users = ["root", "Git", "git ", "", "git\0root", "git/../root", "g\u0131t", "a" * 5000]
    return " ".join(sorted({log_in_result(client, user=user) for user in users}))


def channel_before_log_in(client):
    transport = client.connect()
    transport._send_message(message(common.cMSG_CHANNEL_OPEN, "session", 0, 1 << 20, 1 << 15))
    return is_over(transport)


def channel_after_offered_key(client):
    """Asks whether the key would do, which it would, and then goes on without signing."""
    transport = client.connect()
    key = paramiko.Ed25519Key.from_private_key_file(client.key)
    transport._send_message(message(common.cMSG_SERVICE_REQUEST, "ssh-userauth"))
    transport._send_message(
        message(
            common.cMSG_USERAUTH_REQUEST, "git", "ssh-connection", "publickey", False, key.get_name(), key.asbytes()
        )
    )
    transport._send_message(message(common.cMSG_CHANNEL_OPEN, "session", 0, 1 << 20, 1 << 15))
    return is_over(transport)


def many_channels(client):
    transport, opened = client.log_in(), []
    try:
        for _ in range(50):
            opened.append(client.session(transport))
    except paramiko.ChannelException:
        return f"{len(opened)} channels"
    return "no limit"


def channel_kinds(client):
    transport = client.log_in()
    kinds = {
        "direct-tcpip": {"dest_addr": ("127.0.0.1", 22), "src_addr": ("127.0.0.1", 1)},
        "forwarded-tcpip": {"dest_addr": ("127.0.0.1", 22), "src_addr": ("127.0.0.1", 1)},
        "x11": {"src_addr": ("127.0.0.1", 1)},
        "auth-agent@openssh.com": {},
        "tun@openssh.com": {},
        "direct-streamlocal@openssh.com": {},
    }
    opened = []
    for kind, arguments in kinds.items():
        try:
            transport.open_channel(kind, timeout=PATIENCE, **arguments)
            opened.append(kind)
        except paramiko.ChannelException:
            pass
    return "opened: " + " ".join(opened)


def channel_requests(client):
    """Everything a session channel could be asked for beside a command; each wants an answer."""
    transport, granted = client.log_in(), []
    requests = {
        "pty-req": ["xterm", 80, 24, 0, 0, ""],
        "x11-req": [False, "MIT-MAGIC-COOKIE-1", "00", 0],
        "env": ["LD_PRELOAD", "/tmp/x.so"],
        "auth-agent-req@openssh.com": [],
        "window-change": [80, 24, 0, 0],
        "xon-xoff": [True],
    }
    for name, fields in requests.items():
        channel = client.session(transport)
        channel._event_pending()
        transport._send_user_message(
            message(common.cMSG_CHANNEL_REQUEST, channel.remote_chanid, name, True, *fields)
        )
        try:
            channel._wait_for_event()
            granted.append(name)
        except paramiko.SSHException:
            channel.close()
    return "granted: " + " ".join(granted)


def exec_twice(client):
    channel = client.session()
    channel.exec_command("cat")
    transport = channel.get_transport()
    transport._send_user_message(
        message(common.cMSG_CHANNEL_REQUEST, channel.remote_chanid, "exec", False, "printf second")
    )
    channel.sendall(b"first")
    channel.shutdown_write()
    return channel.recv(1000).decode() + channel.recv(1000).decode()


def rekey_during_data(client):
    channel = client.session()
    channel.exec_command("cat")
    sent = received = 0
    for _ in range(20):
        channel.sendall(bytes(30000))
        sent += 30000
        channel.get_transport().renegotiate_keys()
    channel.shutdown_write()
    while chunk := channel.recv(65536):
        received += len(chunk)
    return f"{sent} of {received} bytes, status {channel.recv_exit_status()}"


def huge_packet(client):
    transport = client.log_in()
    transport._send_message(message(common.cMSG_IGNORE, bytes(300_000)))
    return is_over(transport)


def data_past_the_window(client):
    channel = client.session()
    channel.exec_command("cat")
    transport = channel.get_transport()
    try:
        for _ in range(2000):
            transport._send_message(message(common.cMSG_CHANNEL_DATA, channel.remote_chanid, bytes(32000)))
    except (OSError, EOFError, paramiko.SSHException):
        pass
    return is_over(transport)


def data_for_no_channel(client):
    channel = client.session()
    channel.exec_command("cat")
    transport = channel.get_transport()
    transport._send_message(message(common.cMSG_CHANNEL_DATA, 4711, b"lost"))
    channel.sendall(b"mine")
    channel.shutdown_write()
    return channel.recv(1000).decode()


def command_that_is_not_text(client):
    channel = client.session()
    try:
        channel.exec_command(b"printf \xff\xfe")
    except paramiko.SSHException:
        return "refused"
    return "ran"


class Terrapin(paramiko.Transport):
    """Gets a message of its own in before the key exchange, which both sides count (CVE-2023-48795)."""

    def _send_kex_init(self):
        self._send_message(message(common.cMSG_IGNORE, b"counted"))
        super()._send_kex_init()


def terrapin(client):
    transport = Terrapin(("127.0.0.1", client.port))
    try:
        transport.start_client(timeout=PATIENCE)
    except (paramiko.SSHException, EOFError, OSError):
        return "refused"
    # This side may be through with the exchange before the server has looked at its last message.
    return "refused" if is_over(transport) == "closed" else "let in"


def main():
    port, key, attack = sys.argv[1:]
    print(globals()[attack](Client(int(port), key)), flush=True)
    os._exit(0)  # threads of abandoned connections are not waited for


main()
