public import FoundationEssentials

/// A UUID that knows what it identifies, so that a project's id cannot be passed for a deployment's.
///
/// Its text is the canonical lower-case form of RFC 9562 section 4; nothing else is parsed.
public struct Identifier<Subject>: Hashable, Sendable {
    public let uuid: UUID

    public init(_ uuid: UUID = UUID()) {
        self.uuid = uuid
    }

    /// Parses the 36-character form; upper-case digits are tolerated, braces and missing hyphens are not.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 36, let uuid = UUID(uuidString: String(text)) else { return nil }
        self.uuid = uuid
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { uuid.uuidString.lowercased() }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

public typealias UserID = Identifier<User>
public typealias KeyID = Identifier<AuthorizedKey>
public typealias ProjectID = Identifier<Project>
public typealias PushID = Identifier<Push>
public typealias DeploymentID = Identifier<Deployment>
