import TOMLKit

/// The project descriptor (`project.toml`) that a build is given instead of the source's own, which could name paths of
/// the host: which files are part of the application, and build-time variables, no more.
struct ProjectDescriptor: Equatable, Sendable {
    struct Variable: Equatable, Sendable {
        var name: String
        var value: String
    }

    /// Patterns as in `.gitignore`; a source uses one of the two.
    var include: [String] = []
    var exclude: [String] = []
    var environment: [Variable] = []

    /// The document cannot be used; the text says why.
    struct Invalid: Error, Equatable {
        let reason: String
    }

    init() {}

    /// Keeps what may be kept of a source's descriptor, of schema 0.1 (`[build]`) or 0.2 (`[io.buildpacks]`).
    init(source: String) throws(Invalid) {
        let document: TOMLTable
        do {
            document = try TOMLTable(string: source)
        } catch let error as TOMLParseError {
            throw Invalid(reason: "\(error.description)")
        } catch {
            throw Invalid(reason: "\(error)")
        }
        let isNewSchema = document["_"]?.table?["schema-version"] != nil
        guard let section = isNewSchema ? document["io"]?.table?["buildpacks"]?.table : document["build"]?.table else {
            return
        }
        include = Self.strings(section["include"])
        exclude = Self.strings(section["exclude"])
        let variables = isNewSchema ? section["build"]?.table?["env"]?.array : section["env"]?.array
        for entry in variables ?? TOMLArray() {
            guard let name = entry.table?["name"]?.string, let value = entry.table?["value"]?.string else { continue }
            environment.append(Variable(name: name, value: value))
        }
    }

    /// The document, in schema 0.2.
    var text: String {
        var lines = ["[_]", "schema-version = \"0.2\"", "", "[io.buildpacks]"]
        if !include.isEmpty { lines.append("include = \(Self.list(include))") }
        if !exclude.isEmpty { lines.append("exclude = \(Self.list(exclude))") }
        for variable in environment {
            lines += ["", "[[io.buildpacks.build.env]]"]
            lines += ["name = \(Self.quoted(variable.name))", "value = \(Self.quoted(variable.value))"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func strings(_ value: (any TOMLValueConvertible)?) -> [String] {
        value?.array?.compactMap(\.string) ?? []
    }

    private static func list(_ texts: [String]) -> String {
        "[" + texts.map(quoted).joined(separator: ", ") + "]"
    }

    /// A basic string (TOML 1.0, "String").
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
