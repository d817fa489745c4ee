import FoundationEssentials
import HTTPExchange

/// What a registry refused, or why it could not be asked.
public struct RegistryError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// Nobody answers, or not in time.
        case unreachable
        /// The connection broke in the middle.
        case connectionLost
        /// No such repository, manifest, blob or upload.
        case notFound
        /// The registry wants credentials.
        case unauthorized
        /// It has this switched off (deletion, most often).
        case unsupported
        /// What arrived is not what its digest says.
        case digestMismatch
        /// The content's own source failed while it was sent.
        case source
        /// Any other refusal.
        case refused
        /// The answer is not one the specification has.
        case unexpectedAnswer
    }

    public var code: Code
    /// One sentence without a full stop that names the registry.
    public var message: String
    /// The specification's own code, such as `MANIFEST_UNKNOWN`, where the registry gave one.
    public var specificationCode: String?
    /// HTTP status, zero where no response came.
    public var status: Int

    public init(_ code: Code, _ message: String, specificationCode: String? = nil, status: Int = 0) {
        self.code = code
        self.message = message
        self.specificationCode = specificationCode
        self.status = status
    }

    public var description: String { message }

    /// Reads the body of a refusal (distribution specification, "Error Codes").
    init(status: Int, body: [UInt8], registry: String, subject: String) {
        let first = (try? JSONDecoder().decode(Refusal.self, from: Data(body)))?.errors.first
        let code: Code =
            switch (status, first?.code) {
            case (_, "UNSUPPORTED"), (405, _): .unsupported
            case (_, "DIGEST_INVALID"): .digestMismatch
            case (401, _), (403, _): .unauthorized
            case (404, _): .notFound
            default: .refused
            }
        let reason = first.map { $0.message.map { "\($0)" } ?? $0.code } ?? "status \(status)"
        self.init(
            code, "registry \(registry) refused \(subject): \(reason)", specificationCode: first?.code, status: status)
    }

    private struct Refusal: Decodable {
        var errors: [Entry]

        struct Entry: Decodable {
            var code: String
            var message: String?
        }
    }

    init(_ error: any HTTPTransportError, registry: String) {
        switch error.cause {
        case .connectionRefused:
            self.init(.unreachable, "registry \(registry) is unreachable: connection refused")
        case .timedOut:
            self.init(.unreachable, "registry \(registry) is unreachable: no answer in time")
        case .unknownHost:
            self.init(.unreachable, "registry \(registry) is unreachable: its name has no address")
        case .unreachable, .tls:
            self.init(.unreachable, "registry \(registry) is unreachable: \(error.message)")
        case .broken:
            self.init(.connectionLost, "the connection to registry \(registry) broke: \(error.message)")
        }
    }
}
