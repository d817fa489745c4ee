/// Decides which symbolic links of a tree lead out of it, once it is on a file system.
///
/// A link is followed through the other links of the tree, since `a/b/..` is not `a` when `b` is a link. Names that
/// the tree does not have count as plain directories: what is created there later stays inside as well.
struct SymlinkContainment {
    private let targets: [TreePath: [UInt8]]

    /// Linux gives up after as many (path_resolution(7)); a chain that long resolves to nothing.
    private static let followedAtMost = 40

    init(targets: [TreePath: [UInt8]]) {
        self.targets = targets
    }

    func leavesTree(_ link: TreePath) -> Bool {
        guard let target = targets[link] else { return false }
        var reached = Array(link.components.dropLast())
        guard !Self.isAbsolute(target) else { return true }
        var waiting = Self.reversedNames(target)
        var followed = 1
        while let name = waiting.popLast() {
            if name == Array(".".utf8) { continue }
            if name == Array("..".utf8) {
                guard reached.popLast() != nil else { return true }
                continue
            }
            guard let next = targets[TreePath(components: reached + [name])] else {
                reached.append(name)
                continue
            }
            guard !Self.isAbsolute(next) else { return true }
            followed += 1
            guard followed <= Self.followedAtMost else { return false }
            waiting.append(contentsOf: Self.reversedNames(next))
        }
        return false
    }

    private static func isAbsolute(_ target: [UInt8]) -> Bool { target.first == UInt8(ascii: "/") }

    private static func reversedNames(_ target: [UInt8]) -> [[UInt8]] {
        target.split(separator: UInt8(ascii: "/")).map(Array.init).reversed()
    }
}
