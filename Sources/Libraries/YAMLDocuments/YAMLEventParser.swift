import CLibYAML

/// libyaml's event parser over a text in memory: the one place that holds its pointers.
struct YAMLEventParser: ~Copyable {
    /// libyaml's complaint and the index of the scalar it stands at.
    struct Failure: Error {
        let problem: String
        let context: String?
        let index: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter bytes: UTF-8 without a byte order mark.
    init(_ bytes: ArraySlice<UInt8>) {
        input = .allocate(capacity: max(bytes.count, 1))
        _ = input.initialize(from: bytes)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        // Fails only when memory is exhausted, as Swift's own allocations do.
        precondition(yaml_parser_initialize(parser) == 1, "libyaml is out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; after `streamEnd` or a failure it must not be called again.
    mutating func next() throws(Failure) -> YAMLEvent {
        while true {
            var raw = yaml_event_t()
            guard yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
            defer { yaml_event_delete(&raw) }
            if let event = Self.event(raw) { return event }
        }
    }

    private func failure() -> Failure {
        Failure(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "libyaml is out of memory",
            context: parser.pointee.context.map { String(cString: $0) },
            index: parser.pointee.problem_mark.index)
    }

    /// `nil` for the events that carry nothing: stream start and document end.
    private static func event(_ raw: yaml_event_t) -> YAMLEvent? {
        let index = raw.start_mark.index
        switch raw.type {
        case YAML_DOCUMENT_START_EVENT: return YAMLEvent(.documentStart, index: index)
        case YAML_ALIAS_EVENT: return YAMLEvent(.alias(text(raw.data.alias.anchor) ?? ""), index: index)
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return YAMLEvent(
                .scalar(YAMLScalar(text: String(decoding: value, as: UTF8.self), style: style(scalar.style))),
                anchor: text(scalar.anchor), tag: text(scalar.tag), index: index)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = raw.data.sequence_start
            return YAMLEvent(.sequenceStart, anchor: text(sequence.anchor), tag: text(sequence.tag), index: index)
        case YAML_MAPPING_START_EVENT:
            let mapping = raw.data.mapping_start
            return YAMLEvent(.mappingStart, anchor: text(mapping.anchor), tag: text(mapping.tag), index: index)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return YAMLEvent(.collectionEnd, index: index)
        case YAML_STREAM_END_EVENT: return YAMLEvent(.streamEnd, index: index)
        default: return nil
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
