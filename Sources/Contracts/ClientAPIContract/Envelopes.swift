/// What every success of the client API is wrapped in: `{"status": "OK", "message"?: …, "content"?: …}`.
public struct SuccessEnvelope<Content> {
    /// `OK`, `created`, `removed`, ….
    public let status: String
    public let message: String?
    public let content: Content?

    public init(status: String, message: String? = nil, content: Content? = nil) {
        self.status = status
        self.message = message
        self.content = content
    }
}

extension SuccessEnvelope: Encodable where Content: Encodable {}
extension SuccessEnvelope: Decodable where Content: Decodable {}
extension SuccessEnvelope: Sendable where Content: Sendable {}
extension SuccessEnvelope: Equatable where Content: Equatable {}

/// The content of an answer that has none.
public struct NoContent: Codable, Hashable, Sendable {
    public init() {}
}

/// What every failure of the client API is: the HTTP status once more, a sentence, and the fields at fault.
public struct FailureEnvelope: Codable, Hashable, Sendable {
    public let statusCode: Int
    /// Names the thing, the reason and what to do next.
    public let message: String
    /// The status in words, for instance `Not Found`.
    public let error: String
    /// For status 422: every field that is wrong.
    public let details: [FieldProblem]?

    public init(statusCode: Int, message: String, error: String, details: [FieldProblem]? = nil) {
        self.statusCode = statusCode
        self.message = message
        self.error = error
        self.details = details
    }
}

/// What is wrong with one field of a request.
public struct FieldProblem: Codable, Hashable, Sendable {
    /// As it is called in the request's body or query.
    public let field: String
    public let message: String

    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}
