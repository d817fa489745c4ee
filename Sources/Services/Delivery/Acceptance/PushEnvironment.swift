import PlatformModel

/// What the gatekeeper tells the hooks about the push they are part of.
///
/// The hooks believe nothing else: every value has to be there and well-formed, or the push is refused.
public struct PushEnvironment: Hashable, Sendable {
    public let push: PushID
    public let project: ProjectID
    public let projectName: ProjectName
    public let owner: UserName
    public let user: UserID
    public let userName: UserName
    public let fingerprint: KeyFingerprint
    public let deployBranch: BranchName
    /// The descriptor of the lock that tells a sweep that this push is still under way.
    public let lockDescriptor: Int32
    /// Where PostgreSQL is; it may hold a password and is never shown.
    public let database: String
    /// Which builders and buildpack images a project may name.
    public let builders: ImageAllowList
    /// The options of `git push -o`, as they were typed.
    public let optionNames: [String]

    /// Reads the environment of a hook.
    ///
    /// - Throws: ``PlatformError`` with code `invalid` that names the variable at fault.
    public init(_ environment: [String: String]) throws(PlatformError) {
        let reader = Reader(environment: environment)
        push = try reader.parse("PAASTECH_PUSH_ID", PushID.init(_:))
        project = try reader.parse("PAASTECH_PROJECT_ID", ProjectID.init(_:))
        projectName = try reader.parse("PAASTECH_PROJECT_NAME") { try? ProjectName(parsing: $0) }
        owner = try reader.parse("PAASTECH_OWNER") { try? UserName(parsing: $0) }
        user = try reader.parse("PAASTECH_USER_ID", UserID.init(_:))
        userName = try reader.parse("PAASTECH_USER") { try? UserName(parsing: $0) }
        fingerprint = try reader.parse("PAASTECH_KEY_FINGERPRINT", KeyFingerprint.init(_:))
        deployBranch = try reader.parse("PAASTECH_DEPLOY_BRANCH", BranchName.init(_:))
        lockDescriptor = try reader.parse("PAASTECH_PUSH_LOCK_FD") { Int32($0).flatMap { $0 > 2 ? $0 : nil } }
        database = try reader.parse("PAASTECH_DATABASE_URL") { $0.isEmpty ? nil : $0 }
        builders = environment["PAASTECH_BUILDERS"].map(ImageAllowList.init(parsing:)) ?? .standard
        optionNames = try reader.options()
    }

    private struct Reader {
        let environment: [String: String]

        func parse<Value>(_ key: String, _ read: (String) -> Value?) throws(PlatformError) -> Value {
            guard let text = environment[key] else {
                throw PlatformError(.invalid, "\(key) is not set: pushes are taken through the gatekeeper only")
            }
            guard let value = read(text) else {
                throw PlatformError(.invalid, "\(key) is not what the gatekeeper sets it to")
            }
            return value
        }

        /// `GIT_PUSH_OPTION_COUNT` and `GIT_PUSH_OPTION_<n>` (githooks(5)); without the count there are none.
        func options() throws(PlatformError) -> [String] {
            guard let text = environment["GIT_PUSH_OPTION_COUNT"] else { return [] }
            guard let count = Int(text), (0...PushEnvironment.optionLimit).contains(count) else {
                throw PlatformError(
                    .invalid, "more than \(PushEnvironment.optionLimit) push options (git push -o …) are not taken")
            }
            var names: [String] = []
            for index in 0..<count {
                names.append(try parse("GIT_PUSH_OPTION_\(index)") { $0 })
            }
            return names
        }
    }

    private static let optionLimit = 16
}
