import ArgumentParser

/// `KEY=VALUE`, as typed; what a name may be is for the server to say.
struct VariableAssignment: ExpressibleByArgument, Equatable {
    let name: String
    let value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        name = String(argument[..<sign])
        value = String(argument[argument.index(after: sign)...])
    }

    /// A name given twice takes its last value.
    static func environment(_ assignments: [VariableAssignment]) -> [String: String] {
        Dictionary(assignments.map { ($0.name, $0.value) }) { $1 }
    }
}
