import GitRepositories
import Glibc
import TestSupport
import Testing

/// The environment is the process's own, so each case runs in a process of its own.
@Suite("Opening as a hook")
struct QuarantineTests {
    @Test("objects in quarantine are seen through the hook's environment, and only there")
    func quarantine() async {
        await #expect(processExitsWith: .success) {
            let scratch = try ScratchGit()
            let quarantine = scratch.repository + "/objects/tmp_objdir-incoming-x"
            mkdir(quarantine, 0o700)
            let environment = [
                "GIT_DIR": scratch.repository, "GIT_OBJECT_DIRECTORY": quarantine,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": scratch.repository + "/objects",
            ]
            let stored = try #require(ObjectID(scratch.blob("stored")))
            let pushed = try #require(
                ObjectID(
                    scratch.git(
                        "hash-object", "-w", "--stdin", input: Array("pushed".utf8), environment: environment)))
            for (key, value) in environment { setenv(key, value, 1) }
            let hook = try GitRepository.openFromHookEnvironment()
            try #require(try hook.blob(pushed, limit: 10) == Array("pushed".utf8))
            try #require(try hook.blob(stored, limit: 10) == Array("stored".utf8))
            try #require(try GitRepository.open(at: scratch.repository).contains(pushed) == false)
        }
    }

    @Test("without GIT_DIR nothing is opened, wherever the process stands")
    func withoutEnvironment() async {
        await #expect(processExitsWith: .success) {
            let scratch = try ScratchGit()
            unsetenv("GIT_DIR")
            chdir(scratch.repository)
            let error = #expect(throws: GitError.self) { try GitRepository.openFromHookEnvironment() }
            try #require(error?.code == .repositoryMissing)
            setenv("GIT_DIR", scratch.directory, 1)
            let other = #expect(throws: GitError.self) { try GitRepository.openFromHookEnvironment() }
            try #require(other?.code == .repositoryMissing)
        }
    }
}
