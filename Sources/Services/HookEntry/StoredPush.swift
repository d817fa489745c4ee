/// A push that only stores references: none of it is deployed, nothing of it needs to be examined.
///
/// Whatever is not plain to see, such as an unusual name or a push option, makes it `nil`: the whole hook then decides.
public struct StoredPush: Hashable, Sendable {
    /// What the pusher is told, a line for each reference.
    public let lines: [String]

    /// - Parameters:
    ///   - updates: what git writes to the hook, a line of `<old> <new> <reference>` each (githooks(5)).
    ///   - deployBranch: the project's.
    public init?(updates: [UInt8], deployBranch: String) {
        guard updates.last == UInt8(ascii: "\n") else { return nil }
        var lines: [String] = []
        for update in updates.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let line = Self.line(for: update, deployBranch: deployBranch) else { return nil }
            lines.append(line)
        }
        self.lines = lines
    }

    private static func line(for update: ArraySlice<UInt8>, deployBranch: String) -> String? {
        let fields = update.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].allSatisfy(isHexadecimal), fields[1].allSatisfy(isHexadecimal),
            fields[1].count == 40, fields[2].allSatisfy(isPlain)
        else { return nil }
        let name = String(decoding: fields[2], as: UTF8.self)
        let isDeletion = fields[1].allSatisfy { $0 == UInt8(ascii: "0") }
        for (prefix, kind) in [("refs/heads/", "branch"), ("refs/tags/", "tag")] where name.hasPrefix(prefix) {
            let short = name.dropFirst(prefix.count)
            guard !short.isEmpty else { return nil }
            if kind == "branch", isDeployed(short, deployBranch: deployBranch) { return nil }
            let what = "       \(kind) \"\(short)\""
            return isDeletion ? "\(what) deleted" : "\(what) stored, not deployed (deploy branch: \(deployBranch))"
        }
        return nil
    }

    /// `master` may count as `main`; that is decided with the repository at hand.
    private static func isDeployed(_ branch: Substring, deployBranch: String) -> Bool {
        branch == deployBranch || (deployBranch == "main" && branch == "master")
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// A character of a reference's name that needs no care when it is shown.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
