import ClientAPIContract
import Hummingbird

/// A success, in the envelope that all of them share.
struct Answer<Content: Encodable & Sendable>: ResponseGenerator {
    let code: HTTPResponse.Status
    let envelope: SuccessEnvelope<Content>
    var headers: HTTPFields = [:]

    init(
        _ code: HTTPResponse.Status = .ok, status: String = "OK", message: String? = nil, content: Content
    ) {
        self.code = code
        envelope = SuccessEnvelope(status: status, message: message, content: content)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try Response(status: code, json: envelope)
        response.headers.append(contentsOf: headers)
        return response
    }
}

extension Answer where Content == NoContent {
    init(_ code: HTTPResponse.Status = .ok, status: String = "OK", message: String) {
        self.code = code
        envelope = SuccessEnvelope(status: status, message: message, content: nil)
    }
}

extension Answer {
    static func created(_ content: Content, message: String? = nil) -> Answer {
        Answer(.created, status: "created", message: message, content: content)
    }
}

extension Response {
    /// A response whose body is the JSON form of a value.
    init(status: HTTPResponse.Status, json value: some Encodable) throws {
        let bytes = try WireCoding.encode(value)
        self.init(
            status: status,
            headers: [
                .contentType: "application/json; charset=utf-8",
                .contentLength: "\(bytes.count)",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
