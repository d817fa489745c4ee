import BuildpackLifecycle
import Glibc

/// Whose rights a phase that was started as root uses: those of the build's user for files, root's for the daemon alone.
enum Privileges {
    /// Gives `directories` to the user and works as the user from here on; nothing where the phase is not root.
    static func assume(_ inputs: PhaseInputs, owning directories: [BytePath?]) throws(BuildpackError) {
        guard geteuid() == 0, let user = inputs.userID, let group = inputs.groupID, user > 0 else { return }
        for case let directory? in directories {
            if try FileSystem.status(directory) == nil { try FileSystem.makeDirectories(directory) }
            try give(directory, user, group)
        }
        // Without root's other groups, files made here are the user's alone.
        guard setgroups(0, nil) == 0, setegid(group) == 0, seteuid(user) == 0 else {
            throw BuildpackError(.system, "cannot work as user \(user) and group \(group): error \(errno)")
        }
    }

    /// Gives root's rights up for good, for a phase that starts buildpacks.
    static func drop(_ inputs: PhaseInputs) throws(BuildpackError) {
        guard geteuid() == 0 else { return }
        guard let user = inputs.userID, let group = inputs.groupID, user > 0 else {
            throw BuildpackError(.unusable, "buildpacks are never started as root; set CNB_USER_ID and CNB_GROUP_ID")
        }
        guard setgroups(0, nil) == 0, setgid(group) == 0, setuid(user) == 0 else {
            throw BuildpackError(.system, "cannot become user \(user) and group \(group): error \(errno)")
        }
    }

    /// Runs `body` with root's rights where the phase was started with them.
    static func restored<Result>(_ body: () throws -> Result) rethrows -> Result {
        let user = geteuid()
        guard user != 0, seteuid(0) == 0 else { return try body() }
        defer { seteuid(user) }
        return try body()
    }

    private static func give(_ path: BytePath, _ user: UInt32, _ group: UInt32) throws(BuildpackError) {
        guard let status = try FileSystem.status(path), status.userID != user else { return }
        guard path.withCString({ lchown($0, user, group) }) == 0 else {
            throw FileSystem.failure("change the owner of", path)
        }
        guard status.kind == .directory else { return }
        for name in try FileSystem.names(in: path) { try give(path.appending(name), user, group) }
    }
}
