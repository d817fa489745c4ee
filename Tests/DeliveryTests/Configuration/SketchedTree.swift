import Delivery
import GitRepositories

/// The files of a commit as a table: what the parser asks a tree, without a repository.
struct SketchedTree: SourceTree {
    enum Node {
        case file(String)
        case bytes([UInt8])
        case symlink, submodule
    }

    private let nodes: [String: Node]

    /// - Parameter nodes: paths of everything but directories, which follow from the paths.
    init(_ nodes: [String: Node]) {
        self.nodes = nodes
    }

    func lookup(_ path: TreePath) throws(GitError) -> TreeLookup {
        var reached = TreePath.root
        for name in path.components {
            reached = reached.appending(name)
            let found = kind(of: reached)
            guard case .directory = found else {
                return reached == path || found == .missing ? found : .obstructed(at: reached, is: found)
            }
        }
        return .directory(.zero)
    }

    func content(of file: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
        for (path, node) in nodes where Self.id(path) == file {
            let content = Self.content(node)
            guard content.count <= limit else { throw GitError(.tooLarge, "\(path) is too large") }
            return content
        }
        throw GitError(.notFound, "no object \(file)")
    }

    private func kind(of path: TreePath) -> TreeLookup {
        let text = String(decoding: path.bytes, as: UTF8.self)
        guard let node = nodes[text] else {
            return nodes.keys.contains { $0.hasPrefix(text + "/") } ? .directory(.zero) : .missing
        }
        switch node {
        case .file, .bytes: return .file(Self.id(text), size: UInt64(Self.content(node).count))
        case .symlink: return .symlink(Self.id(text), size: 1)
        case .submodule: return .submodule(Self.id(text))
        }
    }

    private static func content(_ node: Node) -> [UInt8] {
        switch node {
        case .file(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .symlink, .submodule: []
        }
    }

    /// A name that is the same for the same path within one run.
    private static func id(_ path: String) -> ObjectID {
        let digits = String(UInt64(bitPattern: Int64(path.hashValue)), radix: 16)
        return ObjectID(String(repeating: "0", count: 40 - digits.count) + digits) ?? .zero
    }
}
