"""A push by libgit2 with libssh2. usage: libgit2-push.py REPOSITORY URL KEY REFSPEC"""

import sys

import pygit2


class Callbacks(pygit2.RemoteCallbacks):
    def __init__(self, key):
        super().__init__()
        self.key = key

    def credentials(self, url, user, allowed):
        return pygit2.Keypair(user, self.key + ".pub", self.key, "")

    def certificate_check(self, certificate, is_valid, host):
        return True

    def sideband_progress(self, text):
        sys.stderr.write(text)

    def push_update_reference(self, name, refusal):
        if refusal:
            sys.exit(f"{name}: {refusal}")


repository, url, key, refspec = sys.argv[1:]
remote = pygit2.Repository(repository).remotes.create_anonymous(url)
remote.push([refspec], callbacks=Callbacks(key))
