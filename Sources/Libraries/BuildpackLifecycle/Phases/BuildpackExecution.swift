import Glibc
import LinuxSystem

/// Runs a buildpack's executables.
package struct BuildpackExecution {
    /// Starts `executable` in the application directory, with both output streams on `output`.
    static func start(
        _ executable: BytePath, arguments: [String], environment: [String: String], directory: BytePath, output: CInt
    ) throws(BuildpackError) -> ChildProcess {
        guard FileSystem.isExecutable(executable) else {
            throw BuildpackError(.unusable, "\(executable) is missing or not executable")
        }
        let command = ChildCommand(
            executable: executable.description, arguments: arguments, environment: environment,
            workingDirectory: directory.description, group: .new)
        do {
            return try ChildProcess(command, descriptors: [1: output, 2: output])
        } catch {
            throw BuildpackError(.unusable, error.description)
        }
    }

    /// Waits for `child` and meanwhile reaps whatever was orphaned, which is the first process's duty in a container.
    package static func wait(for child: ChildProcess) -> ChildProcess.ExitStatus {
        while getpid() == 1 {
            var information = siginfo_t()
            guard waitid(P_ALL, 0, &information, WEXITED | WNOWAIT) == 0 else { break }
            let ended = information._sifields._sigchld.si_pid
            if ended == child.processID { break }
            waitpid(ended, nil, 0)
        }
        return child.wait()
    }

    /// Ends every process a buildpack left behind, so that nothing changes a layer while it is read.
    /// Only where this is the container's first process: anywhere else it would end strangers.
    package static func endStragglers() {
        guard getpid() == 1 else { return }
        kill(-1, SIGKILL)
        while waitpid(-1, nil, 0) > 0 {}
    }
}
