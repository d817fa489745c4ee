import GitRepositories
import YAMLDocuments

extension ConfigurationParser {
    /// `path`: a directory of the commit, relative to the repository's root.
    mutating func parsePath(_ node: YAMLNode) throws -> String? {
        guard let text = text(node, of: "path", example: "\".\" or \"web\"") else { return nil }
        return try directory(text, of: "path", at: node)?.text
    }

    /// A relative path that is a directory in the commit, `.` and doubled slashes removed; `nil` after a report.
    mutating func directory(
        _ text: String, of key: String, at node: YAMLNode
    ) throws -> (path: TreePath, text: String)? {
        let shown = text.quotedForDisplay
        // Bytes, since Swift takes "/" with a combining accent for another character, and file systems do not.
        let bytes = Array(text.utf8)
        guard bytes.first != UInt8(ascii: "/") else {
            report("\"\(key)\" has to be relative to the repository, \(shown) is absolute", at: node.position)
            return nil
        }
        guard !bytes.split(separator: UInt8(ascii: "/")).contains(Array("..".utf8)[...]) else {
            report("\"\(key)\" must not have \"..\", name the directory from the repository's root", at: node.position)
            return nil
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }), let path = TreePath(text)
        else {
            report("\"\(key)\" must not have control characters, \(shown) does", at: node.position)
            return nil
        }
        guard let problem = Self.problem(try tree.lookup(path), shown) else {
            return (path, path.isRoot ? "." : String(decoding: path.bytes, as: UTF8.self))
        }
        report("\"\(key)\" has to name a directory: \(problem)", at: node.position)
        return nil
    }

    private static func problem(_ found: TreeLookup, _ shown: String) -> String? {
        switch found {
        case .directory: nil
        case .missing: "the commit has no \(shown); is it committed, and spelled as in the repository?"
        case .file, .executable: "\(shown) is a file; name the directory it is in"
        case .symlink: "\(shown) is a symbolic link; name the directory it leads to"
        case .submodule: "\(shown) is a submodule, whose files are not part of the push"
        case .obstructed(let place, is: .symlink):
            "\(String(describing: place).quotedForDisplay) is a symbolic link; name the directory it leads to"
        case .obstructed(let place, is: .submodule):
            "\(String(describing: place).quotedForDisplay) is a submodule, whose files are not part of the push"
        case .obstructed(let place, _): "\(String(describing: place).quotedForDisplay) is a file"
        }
    }
}
