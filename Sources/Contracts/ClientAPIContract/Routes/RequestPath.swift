public import PlatformModel

/// A route with its parameters filled in: what a client sends.
public struct RequestPath: Hashable, Sendable {
    public let route: Route
    /// Percent-encoded, beginning with a slash; without a query.
    public let path: String

    public var method: HTTPMethod { route.method }

    /// - Precondition: as many arguments as the route has parameters; the factories below see to it.
    private init(_ route: Route, _ arguments: [String]) {
        precondition(arguments.count == route.parameters.count, "\(route.template) takes \(route.parameters)")
        var left = arguments[...]
        self.route = route
        path = route.template.split(separator: "/").reduce(into: "") { path, segment in
            path += "/" + (segment.hasPrefix("{") ? Self.encoded(left.removeFirst()) : String(segment))
        }
    }

    /// A route without parameters.
    public static func of(_ route: Route) -> Self { Self(route, []) }

    public static func confirm(token: String) -> Self { Self(.confirm, [token]) }
    public static func resetPassword(token: String) -> Self { Self(.resetPassword, [token]) }
    public static func user(_ name: UserName) -> Self { Self(.user, [name.description]) }
    public static func removeUser(_ name: UserName) -> Self { Self(.removeUser, [name.description]) }
    public static func removeKey(_ key: KeyID) -> Self { Self(.removeKey, [key.description]) }

    /// A route whose only parameter is the project.
    public static func project(_ route: Route, _ project: ProjectID) -> Self { Self(route, [project.description]) }

    /// A route whose parameters are the project and the number of one of its deployments.
    public static func deployment(_ route: Route, _ project: ProjectID, _ number: Int) -> Self {
        Self(route, [project.description, String(number)])
    }

    /// Everything but the unreserved characters of RFC 3986, section 2.3, percent-encoded.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(Character(UnicodeScalar(byte)))
            default:
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
