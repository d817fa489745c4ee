/// One request, complete but for the connection it goes over.
public struct HTTPRequest: Sendable {
    public var method: String
    /// An absolute `http` or `https` URL, already percent-encoded (see ``PercentEncoding``).
    public var url: String
    public var headers: HTTPHeaders
    public var body: HTTPRequestBody
    /// Time for the whole exchange, the response body included; `nil` waits for ever, as following a log must.
    public var timeout: Duration?
    /// Longest time with less than one byte a second in either direction; `nil` is without limit. Rounded up to whole
    /// seconds. A peer that only sends a few bytes now and then, as heartbeats are, counts as idle.
    public var idleTimeout: Duration?
    /// How many redirects are followed. None by default: a redirect is an answer, and whoever asked judges it.
    public var redirectLimit = 0
    /// Whether the connection may serve further requests; otherwise it is closed after this one (RFC 9112, section 9.6).
    public var keepsConnection = true

    public init(
        _ method: String, _ url: String, headers: HTTPHeaders = [:], body: HTTPRequestBody = .none,
        timeout: Duration? = nil, idleTimeout: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.idleTimeout = idleTimeout
    }

    /// Why the request must not be sent, since it would arrive as something else: a line break in a header, a method that
    /// is no token. Nil for one that is sound.
    public var flaw: String? {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isToken) else {
            return "\"\(method)\" is not an HTTP method"
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return "the URL \"\(url)\" holds characters that must be percent-encoded"
        }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isToken) else {
                return "\"\(field.name)\" is not a header name"
            }
            guard field.value.utf8.allSatisfy({ $0 != 0 && $0 != 0x0A && $0 != 0x0D }) else {
                return "the value of header \(field.name) holds a line break"
            }
        }
        return nil
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
