/// A value in a YAML document with the place it stands at.
public struct YAMLNode: Hashable, Sendable {
    /// One key with its value, in the order of the text.
    public struct Entry: Hashable, Sendable {
        public let key: YAMLNode
        public let value: YAMLNode
    }

    public indirect enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    public let content: Content
    /// The first character of the value; for an alias, of the alias.
    public let position: YAMLPosition
    /// The explicit tag as libyaml resolves it, as `tag:yaml.org,2002:str`; `nil` without one.
    public let tag: String?

    /// Nodes in here, itself included, with aliases written out.
    let size: Int
    /// Bytes of all scalars in here, with aliases written out.
    let scalarBytes: Int
    /// How many aliases lie behind one another at most.
    let aliasDepth: Int

    public var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    public var sequence: [YAMLNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    public var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of the first entry whose key is the scalar `key`.
    public subscript(key: String) -> YAMLNode? {
        mapping?.first { $0.key.scalar?.text == key }?.value
    }
}

/// A scalar as it was written: no type is guessed, `3000`, `yes` and `1.0` are texts.
public struct YAMLScalar: Hashable, Sendable {
    public enum Style: Hashable, Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// The text with quotes, escapes and folding undone.
    public let text: String
    public let style: Style

    public init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    /// Nothing, `~` or `null`, without quotes: "no value" in YAML's core schema.
    public var isNull: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
