import ClientAPIContract
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PlatformModel

/// The JSON object in a request's body, read field by field; all that is wrong is told at once.
struct Form {
    private let fields: [String: JSONValue]
    private var problems: [FieldProblem] = []

    init(_ fields: [String: JSONValue]) {
        self.fields = fields
    }

    /// Reads a body.
    /// - Throws: 400 when it is no JSON object, 413 when it is too large, 415 when it says it is something else.
    init(_ request: Request, _ context: APIContext) async throws {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > context.maxUploadSize {
            throw NIOTooManyBytesError(maxBytes: context.maxUploadSize)
        }
        let body = try await request.body.collect(upTo: context.maxUploadSize)
        guard body.readableBytes > 0 else { throw APIError.malformed("a JSON object is expected as the body") }
        try Self.checkMediaType(request.headers[.contentType])
        try JSONLimits().check(body.readableBytesView)
        guard String(validating: body.readableBytesView, as: UTF8.self) != nil else {
            throw APIError.malformed("the body is not UTF-8")
        }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView)) else {
            throw APIError.malformed("the body is not valid JSON")
        }
        guard case .object(let fields) = value else {
            throw APIError.malformed("the body is JSON, but an object is expected")
        }
        self.init(fields)
    }

    private static func checkMediaType(_ header: String?) throws(APIError) {
        let essence = header?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
        guard essence == "application/json" else {
            throw APIError(
                .unsupportedMediaType,
                "the body is \(essence.map(\.quotedForDisplay) ?? "of no stated type"): send Content-Type: application/json"
            )
        }
    }

    // MARK: Fields

    /// A text that has to be there.
    mutating func text(_ name: String) -> String? {
        switch fields[name] {
        case .string(let text): return text
        case nil, .null: report(name, "\(name) is missing")
        default: report(name, "\(name) must be text")
        }
        return nil
    }

    /// A text that has to be there and to parse.
    /// - Parameter parse: throws ``PlatformError`` with code `invalid`, whose message names the subject.
    mutating func value<Value>(_ name: String, _ parse: (String) throws(PlatformError) -> Value) -> Value? {
        guard let text = text(name) else { return nil }
        do {
            return try parse(text)
        } catch {
            report(name, error.message)
            return nil
        }
    }

    /// The value as it is, `nil` when it is not there.
    subscript(_ name: String) -> JSONValue? { fields[name] }

    /// All fields, for a body whose keys are the sender's.
    var all: [String: JSONValue] { fields }

    mutating func report(_ name: String, _ message: String) {
        problems.append(FieldProblem(field: name, message: message))
    }

    /// - Throws: 422 with everything that was reported.
    func check() throws(APIError) {
        guard problems.isEmpty else { throw .invalid(problems) }
    }
}
