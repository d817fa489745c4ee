/// What a registry answers to those it does not know, the header `WWW-Authenticate` (RFC 9110, section 11.6.1;
/// distribution specification, "Token Authentication").
struct AuthenticationChallenge: Equatable {
    enum Scheme: Equatable { case basic, bearer }

    var scheme: Scheme
    var parameters: [String: String]

    /// The first field whose scheme is known; nil where there is none.
    init?(_ fields: [String]) {
        for field in fields {
            let parts = field.split(separator: " ", maxSplits: 1)
            switch parts.first?.lowercased() {
            case "basic": scheme = .basic
            case "bearer": scheme = .bearer
            default: continue
            }
            parameters = Self.parameters(parts.count > 1 ? parts[1][...] : "")
            return
        }
        return nil
    }

    /// `name="value", name=value`; in quotes a backslash takes the next character as it is.
    private static func parameters(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].drop { $0 == " " || $0 == "," }.lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
                }
            } else {
                value = String(rest.prefix { $0 != "," && $0 != " " })
                rest = rest.dropFirst(value.count)
            }
            found[name] = value
        }
        return found
    }
}
