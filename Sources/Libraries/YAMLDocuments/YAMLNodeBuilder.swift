/// Puts libyaml's events together into nodes and keeps count of what the limits bound.
struct YAMLNodeBuilder {
    private(set) var root: YAMLNode?
    private(set) var problems: [YAMLProblem] = []

    private let text: YAMLText
    private let limits: YAMLLimits
    private var open: [Collection] = []
    private var anchors: [String: YAMLNode] = [:]
    private var nodes = 0

    /// A sequence or mapping whose end has not come yet.
    private struct Collection {
        let isMapping: Bool
        let event: YAMLEvent
        var children: [YAMLNode] = []
    }

    init(text: YAMLText, limits: YAMLLimits) {
        self.text = text
        self.limits = limits
    }

    /// Reads the whole text; throws the problem that makes going on impossible.
    mutating func read() throws(YAMLProblem) {
        guard text.bytes.count <= limits.bytes else {
            throw YAMLProblem(
                .tooLong, "the file has \(text.bytes.count) bytes, the limit is \(limits.bytes)",
                at: text.position(ofByte: limits.bytes))
        }
        if let problem = text.firstBadCharacter() { throw problem }
        var parser = YAMLEventParser(text.bytes[text.contentStart...])
        var documents = 0
        while true {
            let event: YAMLEvent
            do { event = try parser.next() } catch { throw YAMLProblem(error, in: text) }
            switch event.kind {
            case .streamEnd: return
            case .documentStart:
                documents += 1
                guard documents == 1 else {
                    problems.append(
                        YAMLProblem(
                            .severalDocuments, "a second document begins, one file holds one document",
                            at: text.position(ofScalar: event.index)))
                    return
                }
            default: try take(event)
            }
        }
    }

    private mutating func take(_ event: YAMLEvent) throws(YAMLProblem) {
        switch event.kind {
        case .alias(let name): try close(node(alias: name, event), as: nil)
        case .scalar(let scalar):
            try close(try node(.scalar(scalar), event, size: 1, aliasDepth: 0), as: event.anchor)
        case .sequenceStart, .mappingStart:
            guard open.count < limits.depth else {
                throw YAMLProblem(
                    .tooDeep, "values are nested deeper than \(limits.depth) levels",
                    at: text.position(ofScalar: event.index))
            }
            // An alias inside this collection must not find an older anchor of the same name.
            if let anchor = event.anchor { anchors[anchor] = nil }
            let isMapping = if case .mappingStart = event.kind { true } else { false }
            open.append(Collection(isMapping: isMapping, event: event))
        case .collectionEnd:
            guard let collection = open.popLast() else { return }
            try close(finish(collection), as: collection.event.anchor)
        case .documentStart, .streamEnd: break
        }
    }

    private mutating func close(_ node: YAMLNode, as anchor: String?) throws(YAMLProblem) {
        if let anchor { anchors[anchor] = node }
        if open.isEmpty { root = node } else { open[open.count - 1].children.append(node) }
    }

    private mutating func node(alias name: String, _ event: YAMLEvent) throws(YAMLProblem) -> YAMLNode {
        let position = text.position(ofScalar: event.index)
        guard let target = anchors[name] else {
            throw YAMLProblem(
                .unknownAnchor, "the alias *\(YAMLText.shown(name)) names no anchor that ends before it", at: position)
        }
        guard target.aliasDepth < limits.aliasDepth else {
            throw YAMLProblem(
                .aliasesTooDeep,
                "aliases are nested deeper than \(limits.aliasDepth) levels at *\(YAMLText.shown(name))", at: position)
        }
        try count(target.size, at: position)
        return YAMLNode(
            content: target.content, position: position, tag: target.tag, size: target.size,
            aliasDepth: target.aliasDepth + 1)
    }

    private mutating func node(
        _ content: YAMLNode.Content, _ event: YAMLEvent, size: Int, aliasDepth: Int
    ) throws(YAMLProblem) -> YAMLNode {
        let position = text.position(ofScalar: event.index)
        try count(1, at: position)
        if let tag = event.tag {
            problems.append(
                YAMLProblem(
                    .tag, "the tag \"\(YAMLText.shown(tag))\" is not allowed, write the value without it", at: position)
            )
        }
        return YAMLNode(content: content, position: position, tag: event.tag, size: size, aliasDepth: aliasDepth)
    }

    private mutating func count(_ more: Int, at position: YAMLPosition) throws(YAMLProblem) {
        nodes += more
        guard nodes <= limits.nodes else {
            throw YAMLProblem(
                .tooManyNodes, "with its aliases written out the file has more than \(limits.nodes) values",
                at: position)
        }
    }

    private mutating func finish(_ collection: Collection) throws(YAMLProblem) -> YAMLNode {
        let children = collection.children
        let size = children.reduce(1) { $0 + $1.size }
        let aliasDepth = children.reduce(0) { max($0, $1.aliasDepth) }
        guard collection.isMapping else {
            return try node(.sequence(children), collection.event, size: size, aliasDepth: aliasDepth)
        }
        let entries = stride(from: 0, to: children.count - 1, by: 2).map {
            YAMLNode.Entry(key: children[$0], value: children[$0 + 1])
        }
        checkKeys(entries)
        return try node(.mapping(entries), collection.event, size: size, aliasDepth: aliasDepth)
    }

    private mutating func checkKeys(_ entries: [YAMLNode.Entry]) {
        // By bytes: Swift's strings also take two spellings of one accented letter for equal.
        var first: [[UInt8]: YAMLPosition] = [:]
        for entry in entries {
            guard let key = entry.key.scalar else { continue }
            if key.text == "<<" && key.style == .plain {
                problems.append(
                    YAMLProblem(
                        .mergeKey, "the merge key \"<<\" is not allowed, write the entries out", at: entry.key.position)
                )
            }
            let bytes = Array(key.text.utf8)
            if let earlier = first[bytes] {
                problems.append(
                    YAMLProblem(
                        .duplicateKey,
                        "the key \"\(YAMLText.shown(key.text))\" is there twice, first in line \(earlier.line)",
                        at: entry.key.position, related: earlier))
            } else {
                first[bytes] = entry.key.position
            }
        }
    }
}
