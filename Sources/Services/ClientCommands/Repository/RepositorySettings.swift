/// What a repository's git configuration says about its connection to the platform.
struct RepositorySettings: Equatable, Sendable {
    /// The name of the remote, everywhere.
    static let remoteName = "paastech"
    static let serverKey = "paastech.server"
    static let remoteKey = "remote.paastech.url"

    var remote: String?
    /// The API that goes with the remote, written by `init`.
    var server: String?

    /// Reads `git config --get-regexp`, whose lines are a key, a space and the value.
    init(parsing text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let space = line.firstIndex(of: " ") else { continue }
            let value = String(line[line.index(after: space)...])
            switch line[..<space] {
            // The first URL of a remote is the one that is fetched from and, without a push URL, pushed to.
            case Self.remoteKey: remote = remote ?? value
            case Self.serverKey: server = value
            default: continue
            }
        }
    }
}
