/// How much of a stranger's YAML is read before it is refused.
public struct YAMLLimits: Hashable, Sendable {
    /// Length of the text in bytes.
    public var bytes: Int
    /// Sequences and mappings inside each other.
    public var depth: Int
    /// How often what an alias names may itself go through an alias.
    public var aliasDepth: Int
    /// Nodes of the document when each alias is written out.
    public var nodes: Int
    /// Bytes of all scalars when each alias is written out.
    public var scalarBytes: Int

    public init(
        bytes: Int = 64 << 10, depth: Int = 32, aliasDepth: Int = 3, nodes: Int = 10_000, scalarBytes: Int = 256 << 10
    ) {
        self.bytes = bytes
        self.depth = depth
        self.aliasDepth = aliasDepth
        self.nodes = nodes
        self.scalarBytes = scalarBytes
    }
}
