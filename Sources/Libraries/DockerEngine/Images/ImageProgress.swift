import FoundationEssentials

/// One line of what pull, push, load and import report.
public struct ImageProgress: Decodable, Sendable {
    /// What happens, such as `Pushing` or `Layer already exists`.
    public var status: String?
    /// The layer it happens to.
    public var id: String?
    public var current: Int64?
    public var total: Int64?
    /// Text of a `stream` line, as `load` writes.
    public var text: String?
    /// A failure, though the response began with HTTP 200.
    public var failure: String?
    /// The result of a push, in its last line.
    public var pushed: Pushed?

    /// What a push ends with.
    public struct Pushed: Sendable, Decodable {
        public var tag: String
        /// Of the manifest, `sha256:…`.
        public var digest: String
        /// Bytes of the manifest.
        public var size: Int64

        enum CodingKeys: String, CodingKey {
            case tag = "Tag"
            case digest = "Digest"
            case size = "Size"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case status, id, progressDetail, stream, errorDetail, error, aux
    }

    private struct Detail: Decodable {
        var current: Int64?
        var total: Int64?
    }

    private struct Failure: Decodable { var message: String? }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        text = try container.decodeIfPresent(String.self, forKey: .stream)
        let detail = try container.decodeIfPresent(Detail.self, forKey: .progressDetail)
        current = detail?.current
        total = detail?.total
        failure =
            try container.decodeIfPresent(Failure.self, forKey: .errorDetail)?.message
            ?? container.decodeIfPresent(String.self, forKey: .error)
        // `aux` has another form in other calls.
        pushed = try? container.decodeIfPresent(Pushed.self, forKey: .aux)
    }
}
