/// Puts libyaml's events together into nodes and keeps count of what the limits bound.
struct YAMLNodeBuilder {
    private(set) var root: YAMLNode?
    private(set) var problems: [YAMLProblem] = []

    private let text: YAMLText
    private let limits: YAMLLimits
    private var open: [Collection] = []
    private var anchors: [String: YAMLNode] = [:]
    private var nodes = 0
    private var scalarBytes = 0

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
        case .alias(let name): close(try node(alias: name, event), as: nil)
        case .scalar(let scalar): close(try node(scalar, event), as: event.anchor)
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
            close(try node(collection), as: collection.event.anchor)
        case .documentStart, .streamEnd: break
        }
    }

    private mutating func close(_ node: YAMLNode, as anchor: String?) {
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
        try count(nodes: target.size, bytes: target.scalarBytes, at: position)
        return YAMLNode(
            content: target.content, position: position, tag: target.tag, size: target.size,
            scalarBytes: target.scalarBytes, aliasDepth: target.aliasDepth + 1)
    }

    private mutating func node(_ scalar: YAMLScalar, _ event: YAMLEvent) throws(YAMLProblem) -> YAMLNode {
        let position = text.position(ofScalar: event.index)
        let bytes = scalar.text.utf8.count
        try count(nodes: 1, bytes: bytes, at: position)
        checkTag(event, at: position)
        return YAMLNode(
            content: .scalar(scalar), position: position, tag: event.tag, size: 1, scalarBytes: bytes, aliasDepth: 0)
    }

    private mutating func node(_ collection: Collection) throws(YAMLProblem) -> YAMLNode {
        let position = text.position(ofScalar: collection.event.index)
        let children = collection.children
        try count(nodes: 1, bytes: 0, at: position)
        checkTag(collection.event, at: position)
        let content: YAMLNode.Content
        if collection.isMapping {
            let entries = stride(from: 0, to: children.count - 1, by: 2).map {
                YAMLNode.Entry(key: children[$0], value: children[$0 + 1])
            }
            checkKeys(entries)
            content = .mapping(entries)
        } else {
            content = .sequence(children)
        }
        return YAMLNode(
            content: content, position: position, tag: collection.event.tag,
            size: children.reduce(1) { $0 + $1.size },
            scalarBytes: children.reduce(0) { $0 + $1.scalarBytes },
            aliasDepth: children.reduce(0) { max($0, $1.aliasDepth) })
    }

    private mutating func count(nodes more: Int, bytes: Int, at position: YAMLPosition) throws(YAMLProblem) {
        nodes += more
        scalarBytes += bytes
        guard nodes <= limits.nodes else {
            throw YAMLProblem(
                .tooLarge, "with its aliases written out the file has more than \(limits.nodes) values", at: position)
        }
        guard scalarBytes <= limits.scalarBytes else {
            throw YAMLProblem(
                .tooLarge, "with its aliases written out the file has more than \(limits.scalarBytes) bytes of text",
                at: position)
        }
    }

    private mutating func checkTag(_ event: YAMLEvent, at position: YAMLPosition) {
        guard let tag = event.tag else { return }
        problems.append(
            YAMLProblem(
                .tag, "the tag \"\(YAMLText.shown(tag))\" is not allowed, write the value without it", at: position))
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
