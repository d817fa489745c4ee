import BuildpackLifecycle

/// Splits a command line as Go's `flag` package does, which platforms write for: one or two dashes, `-x=v` or `-x v`,
/// a boolean without a value, and no flag behind the first other word.
struct FlagParser {
    private(set) var values: [String: String] = [:]
    private(set) var lists: [String: [String]] = [:]
    private(set) var words: [String] = []

    init(_ phase: Phase, arguments: [String], environment: [String: String]) throws(BuildpackError) {
        var fromVariables: [String: [String]] = [:]
        let known = PhaseFlag.known.filter { $0.phases.contains(phase) }
        for flag in known {
            guard let variable = flag.variable, let value = environment[variable], !value.isEmpty else { continue }
            if case .refused(let reason) = flag.kind { throw Self.failure("\(variable) is set: \(reason)") }
            // A variable lists its values with commas between.
            if flag.kind == .list {
                fromVariables[flag.name] = value.split(separator: ",").map(String.init)
            } else {
                values[flag.name] = value
            }
        }
        var rest = arguments[...]
        while let word = rest.first, word.hasPrefix("-"), word.count > 1 {
            rest.removeFirst()
            if word == "--" { break }
            let text = word.drop { $0 == "-" }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let flag = known.first(where: { $0.name == String(parts[0]) }) else {
                throw Self.failure("the \(phase.rawValue) has no flag -\(parts[0])")
            }
            try take(flag, parts.count > 1 ? String(parts[1]) : nil, &rest)
        }
        words = Array(rest)
        lists.merge(fromVariables) { given, _ in given }
    }

    private mutating func take(
        _ flag: PhaseFlag, _ given: String?, _ rest: inout ArraySlice<String>
    ) throws(BuildpackError) {
        switch flag.kind {
        case .refused(let reason): throw Self.failure("the flag -\(flag.name) is given: \(reason)")
        case .boolean: values[flag.name] = given ?? "true"
        case .value, .list:
            guard let value = given ?? rest.popFirst() else {
                throw Self.failure("the flag -\(flag.name) needs a value")
            }
            if flag.kind == .list { lists[flag.name, default: []].append(value) } else { values[flag.name] = value }
        }
    }

    func boolean(_ name: String) throws(BuildpackError) -> Bool {
        switch values[name] {
        case nil, "false", "0", "f", "F", "FALSE", "False": false
        case "true", "1", "t", "T", "TRUE", "True": true
        case let other?: throw Self.failure("\(name) is \"\(other)\"; expected true or false")
        }
    }

    func number(_ name: String) throws(BuildpackError) -> UInt32? {
        guard let text = values[name] else { return nil }
        guard let number = UInt32(text) else { throw Self.failure("\(name) is \"\(text)\"; expected a number") }
        return number
    }

    static func failure(_ message: String) -> BuildpackError { BuildpackError(.unusable, message) }
}
