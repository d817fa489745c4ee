/// Parts the application directory into layers (Buildpack specification, "Slice Layers").
public struct SlicePlan: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        /// Relative to the application directory.
        public var path: BytePath
        public var isDirectory: Bool

        public init(path: BytePath, isDirectory: Bool) {
            self.path = path
            self.isDirectory = isDirectory
        }
    }

    /// The paths of each layer, ancestors before what they hold: one list a slice, then one with all the rest.
    public var layers: [[BytePath]]

    /// `entries` list the whole directory, each directory before its content. A glob that matches a directory takes
    /// all of it; what an earlier slice took is gone for the later ones. Ancestors of a taken path come along.
    public init(entries: [Entry], slices: [[String]], app: BytePath) {
        var owner: [BytePath: Int] = [:]
        for (index, globs) in slices.enumerated() {
            let patterns = globs.map { PathGlob(Self.relative($0, app: app)) }
            var takenDirectories: Set<BytePath> = []
            for entry in entries where owner[entry.path] == nil {
                let isInside = takenDirectories.contains(entry.path.parent)
                guard isInside || patterns.contains(where: { $0.matches(entry.path) }) else { continue }
                owner[entry.path] = index
                if entry.isDirectory { takenDirectories.insert(entry.path) }
            }
        }
        layers = (0...slices.count).map { index in
            let mine = entries.map(\.path).filter { (owner[$0] ?? slices.count) == index }
            var wanted = Set(mine)
            for path in mine {
                var parent = path.parent
                while !parent.bytes.isEmpty, wanted.insert(parent).inserted { parent = parent.parent }
            }
            return entries.map(\.path).filter { wanted.contains($0) }
        }
    }

    /// Globs may be absolute within the application directory.
    private static func relative(_ glob: String, app: BytePath) -> String {
        let prefix = app.description + "/"
        var relative = glob.hasPrefix(prefix) ? Substring(glob.dropFirst(prefix.count)) : Substring(glob)
        while relative.hasPrefix("./") { relative = relative.dropFirst(2) }
        while relative.count > 1, relative.hasSuffix("/") { relative = relative.dropLast() }
        return String(relative)
    }
}
