import LinuxSystem
import PlatformModel

/// The command line and environment of one push's `git receive-pack`.
struct ReceivePack {
    let configuration: GatekeeperConfiguration
    let push: PushID
    let project: Project
    let key: AuthorizedKey
    let gitProtocol: String?

    /// The descriptor under which receive-pack and its hooks hold the push's lock.
    static let lockDescriptor: CInt = 3

    /// The repository's directory: made of the project's id and nothing that came from the client.
    var repository: String { "\(configuration.repositoriesDirectory)/\(project.id).git" }

    var command: ChildCommand {
        var command = ChildCommand(
            executable: configuration.gitPath, arguments: ["receive-pack", repository], environment: environment,
            workingDirectory: repository, group: .newSession)
        command.memoryLimit = configuration.maximumGitMemory
        return command
    }

    /// What the repository's own configuration cannot override: git's command scope.
    var settings: [(key: String, value: String)] {
        [
            ("safe.directory", repository),
            ("core.hooksPath", configuration.hooksDirectory),
            ("receive.fsckObjects", "true"),
            ("receive.advertisePushOptions", "true"),
            ("receive.autogc", "false"),
            ("receive.maxInputSize", "\(configuration.maximumPushBytes)"),
            ("receive.shallowUpdate", "true"),
            ("receive.hideRefs", "refs/paastech"),
            ("receive.denyNonFastForwards", "false"),
            ("receive.denyDeletes", "false"),
            // Larger files are unpacked piece by piece instead of in memory.
            ("core.bigFileThreshold", "16m"),
            // While a push is in quarantine, git takes the repository itself for one of others with objects of its own, and
            // would start itself once more to list references that it knows.
            ("core.alternateRefsCommand", "/bin/true"),
        ]
    }

    /// The whole environment: what the operator configured for hooks, then what no configuration may change.
    var environment: [String: String] {
        var result = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "SWIFT_BACKTRACE": "enable=no"]
        result.merge(configuration.hookEnvironment) { $1 }
        result.merge([
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_COUNT": "\(settings.count)",
            "PAASTECH_PUSH_ID": "\(push)",
            "PAASTECH_PROJECT_ID": "\(project.id)",
            "PAASTECH_PROJECT_NAME": "\(project.name)",
            "PAASTECH_OWNER": "\(project.ownerName)",
            "PAASTECH_USER_ID": "\(key.owner)",
            "PAASTECH_USER": "\(key.ownerName)",
            "PAASTECH_KEY_FINGERPRINT": "\(key.fingerprint)",
            "PAASTECH_DEPLOY_BRANCH": "\(project.deployBranch)",
            "PAASTECH_PUSH_LOCK_FD": "\(Self.lockDescriptor)",
            "PAASTECH_RECEPTION": configuration.receptionSocket,
        ]) { $1 }
        for (index, setting) in settings.enumerated() {
            result["GIT_CONFIG_KEY_\(index)"] = setting.key
            result["GIT_CONFIG_VALUE_\(index)"] = setting.value
        }
        result["GIT_PROTOCOL"] = gitProtocol
        return result
    }
}
