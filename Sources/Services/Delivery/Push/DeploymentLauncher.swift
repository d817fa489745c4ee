public import LinuxSystem
public import PlatformModel

/// Starts a process of its own for one deployment: `post-receive --deployment <id>`.
///
/// That is how a push with `-o detach` goes on after git-receive-pack has ended, which waits for the hook and for whoever
/// has its pipes, and how deployments run that no push asked for.
public struct DeploymentLauncher: Hashable, Sendable {
    /// Path of the `post-receive` executable.
    public let executable: String
    /// The environment the process reads its configuration from.
    public let environment: [String: String]

    /// What a deployment's process may see of its starter's environment beside everything named `PAASTECH_…`.
    private static let passed: Set<String> = [
        "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "DOCKER_HOST", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
        "http_proxy", "https_proxy", "no_proxy",
    ]

    public init(executable: String, environment: [String: String]) {
        self.executable = executable
        self.environment = environment
    }

    /// The command as a value. The descriptor of the worker's lock has the same number in the child.
    func command(for deployment: DeploymentID, lock descriptor: CInt) -> ChildCommand {
        var kept = environment.filter { $0.key.hasPrefix("PAASTECH_") || Self.passed.contains($0.key) }
        kept["PAASTECH_PUSH_LOCK_FD"] = "\(descriptor)"
        kept["SWIFT_BACKTRACE"] = "enable=no"
        return ChildCommand(
            executable: executable, arguments: ["--deployment", "\(deployment)"], environment: kept,
            workingDirectory: "/", group: .newSession)
    }

    /// Starts the process and passes it the lock that tells that somebody works on the deployment. The caller may close
    /// its own descriptor of the lock afterwards.
    ///
    /// - Returns: the process, which goes on when the caller lets go of it.
    @discardableResult
    public func launch(_ deployment: DeploymentID, holding lock: FileLock) throws(LinuxError) -> ChildProcess {
        let number = lock.descriptor.rawValue
        return try ChildProcess(command(for: deployment, lock: number), descriptors: [number: number])
    }
}
