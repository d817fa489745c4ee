extension YAMLProblem {
    /// libyaml's complaint in words for someone who writes a configuration file now and then.
    init(_ failure: YAMLEventParser.Failure, in text: YAMLText) {
        let position = text.position(ofScalar: failure.index)
        let atTab = position.offset < text.bytes.count && text.bytes[position.offset] == 0x09
        let message: String
        switch failure.problem {
        case "found character that cannot start any token" where atTab,
            "found a tab character that violates indentation":
            message = "a tab cannot indent a line, use spaces"
        case "found character that cannot start any token":
            message = "this character cannot begin a value, put the value in quotes"
        case "mapping values are not allowed in this context":
            message = "a \":\" cannot stand here; indent the line as its neighbours are, or put the value in quotes"
        case "did not find expected key":
            message = "this line does not fit the mapping it stands in; compare its indentation with its neighbours'"
        case "could not find expected ':'":
            message = "a \":\" is missing after the key"
        case "found unexpected end of stream":
            message = "the file ends in the middle of a quoted value"
        default:
            message =
                "the text is not YAML: " + [failure.context, failure.problem].compactMap { $0 }.joined(separator: ", ")
        }
        self.init(.syntax, message, at: position)
    }
}
