import ClientAPIContract
import FoundationEssentials
import Hummingbird
import PlatformModel

/// The parameters after the question mark. Those that nobody asks for are ignored.
struct Query {
    private let request: Request

    init(_ request: Request) {
        self.request = request
    }

    private func value(of name: String) -> Substring? {
        request.uri.queryParameters[Substring(name)]
    }

    /// `1` or `true`, `0` or `false`; `nil` when it is not there.
    /// - Throws: 422 for anything else.
    func flag(_ name: String) throws(APIError) -> Bool? {
        switch value(of: name) {
        case nil: return nil
        case "1", "true": return true
        case "0", "false": return false
        case let text?: throw Self.invalid(name, "is \(String(text).quotedForDisplay): it is true or false")
        }
    }

    /// A whole number.
    /// - Throws: 422 for anything else, and for one that is out of bounds.
    func number(_ name: String, in bounds: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = value(of: name) else { return nil }
        guard let number = Int(text), bounds.contains(number) else {
            throw Self.invalid(
                name,
                "is \(String(text).quotedForDisplay): it is a number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// A time in RFC 3339.
    /// - Throws: 422 for anything else, and for years that no log reaches.
    func time(_ name: String) throws(APIError) -> Date? {
        guard let text = value(of: name) else { return nil }
        guard let time = WireCoding.date(from: String(text)), (0...4_102_444_800).contains(time.timeIntervalSince1970)
        else {
            throw Self.invalid(name, "is \(String(text).quotedForDisplay): it is a time such as 2026-11-24T10:49:38Z")
        }
        return time
    }

    private static func invalid(_ name: String, _ problem: String) -> APIError {
        .invalid([FieldProblem(field: name, message: "\(name) \(problem)")])
    }
}
