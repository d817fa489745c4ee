"""Working copies to push from."""

import os
import shutil
import subprocess

from local_platform import pinned_ssh
from processes import Failed, run


def git_environment(platform):
    """What git needs to push with the bench's key, without this machine's own settings."""
    return dict(
        os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0",
        GIT_AUTHOR_NAME="Bench", GIT_AUTHOR_EMAIL="bench@example.org", GIT_COMMITTER_NAME="Bench",
        GIT_COMMITTER_EMAIL="bench@example.org",
        GIT_SSH_COMMAND=" ".join(pinned_ssh(platform.key, platform.known_hosts)))


class WorkCopy:
    """A repository on branch main whose first commit holds a fixture's files."""

    def __init__(self, platform, directory, fixture=None):
        self.directory = directory
        self.environment = git_environment(platform)
        if fixture is not None:
            shutil.copytree(fixture, directory)
        else:
            directory.mkdir()
            (directory / "notes").write_text("nothing to deploy\n")
        self.git("init", "-q", "-b", "main")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "First")
        self.edits = 0

    def git(self, *arguments, timeout=120):
        return run(["git", "-C", self.directory, *arguments], env=self.environment, timeout=timeout).strip()

    def push(self, url, reference, timeout=120):
        """Pushes and returns whether git was content."""
        try:
            return self.git("push", "--quiet", url, reference, timeout=timeout) is not None
        except (Failed, subprocess.TimeoutExpired) as failure:
            self.last_failure = str(failure)
            return False

    def must_push(self, url, reference, timeout=120, options=()):
        self.git("push", "--quiet", *options, url, reference, timeout=timeout)

    def edit_page(self):
        """Changes one file of a static site."""
        self.edits += 1
        page = self.directory / "index.html"
        page.write_text(page.read_text() + f"<!-- edit {self.edits} -->\n")

    def commit_edit(self):
        self.edit_page()
        self.git("commit", "-q", "-a", "-m", f"Edit {self.edits}")

    def chain(self, count):
        """Commits one after the other on top of main, without moving it."""
        tree, parent, commits = self.git("rev-parse", "HEAD^{tree}"), self.git("rev-parse", "HEAD"), []
        for number in range(count):
            parent = self.git("commit-tree", tree, "-p", parent, "-m", f"Commit {number}")
            commits.append(parent)
        return commits
