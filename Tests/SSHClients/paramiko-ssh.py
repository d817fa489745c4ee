"""A GIT_SSH_COMMAND that is paramiko. usage: paramiko-ssh.py KEY [-o OPTION] [-p PORT] USER@HOST COMMAND"""

import os
import sys
import threading

import paramiko


def copy(read, write):
    while chunk := read(65536):
        write(chunk)


def main():
    key, *rest = sys.argv[1:]
    port = 22
    while rest[0].startswith("-"):
        option, value, *rest = rest
        if option == "-p":
            port = int(value)
    target, command = rest[0], " ".join(rest[1:])
    user, host = target.split("@")
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(host, port, user, key_filename=key, allow_agent=False, look_for_keys=False)
    channel = client.get_transport().open_session()
    channel.exec_command(command)

    def send():
        copy(lambda size: os.read(0, size), channel.sendall)
        channel.shutdown_write()

    threading.Thread(target=send, daemon=True).start()
    errors = threading.Thread(target=copy, args=(channel.recv_stderr, lambda chunk: os.write(2, chunk)))
    errors.start()
    copy(channel.recv, lambda chunk: os.write(1, chunk))
    errors.join()
    sys.exit(channel.recv_exit_status())


main()
