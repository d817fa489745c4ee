import GitRepositories
import PlatformModel

/// One line git gives a receive hook: a reference and where it goes (githooks(5), "pre-receive").
public struct ReferenceUpdate: Hashable, Sendable {
    /// The full name, as `refs/heads/main`.
    public let name: String
    /// `nil` when the push creates the reference.
    public let old: ObjectID?
    /// `nil` when the push deletes the reference.
    public let new: ObjectID?

    public init(name: String, old: ObjectID?, new: ObjectID?) {
        self.name = name
        self.old = old
        self.new = new
    }

    public var isDeletion: Bool { new == nil }

    /// The short name of a branch or tag, else the full name.
    public var shortName: String {
        for prefix in ["refs/heads/", "refs/tags/"] where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }

    public var isBranch: Bool { name.hasPrefix("refs/heads/") }
    public var isTag: Bool { name.hasPrefix("refs/tags/") }

    /// Reads the whole standard input of the hook.
    ///
    /// - Throws: ``PlatformError`` with code `invalid` unless every line is `old new name`, and there is one at least.
    public static func parse(_ input: [UInt8]) throws(PlatformError) -> [ReferenceUpdate] {
        var updates: [ReferenceUpdate] = []
        guard input.last == UInt8(ascii: "\n") else {
            throw PlatformError(.invalid, "the list of references from git ends in the middle of a line")
        }
        for line in input.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let update = ReferenceUpdate(line: line) else {
                throw PlatformError(.invalid, "a reference of the push cannot be read; its name may not be UTF-8")
            }
            updates.append(update)
        }
        return updates
    }

    private init?(line: ArraySlice<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let old = ObjectID(String(decoding: fields[0], as: UTF8.self)),
            let new = ObjectID(String(decoding: fields[1], as: UTF8.self)),
            let name = String(validating: fields[2], as: UTF8.self), GitRepository.isValidReferenceName(name)
        else { return nil }
        guard !(old.isZero && new.isZero) else { return nil }
        self.init(name: name, old: old.isZero ? nil : old, new: new.isZero ? nil : new)
    }
}
