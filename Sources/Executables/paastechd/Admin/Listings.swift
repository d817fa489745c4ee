import Foundation
import PlatformModel
import SSHPublicKeys

/// The JSON forms of contracts section 8: camelCase, unknown values as null, times as RFC 3339.
struct UserListing: Encodable {
    let id, username, email: String
    let isAdmin: Bool
    let createdAt: String

    init(_ user: User) {
        id = "\(user.id)"
        username = "\(user.name)"
        email = user.email
        isAdmin = user.isAdministrator
        createdAt = user.createdAt.formatted(.iso8601)
    }
}

struct KeyListing: Encodable {
    let id, name, type, fingerprint, value, createdAt: String

    init(_ key: AuthorizedKey) {
        id = "\(key.id)"
        name = key.name
        type = key.type
        fingerprint = "\(key.fingerprint)"
        value = SSHPublicKey.line(type: key.type, blob: key.blob)
        createdAt = key.createdAt.formatted(.iso8601)
    }
}

struct ProjectListing: Encodable {
    let id, name, owner, url, remote, status, createdAt, updatedAt: String
}

struct DeploymentListing: Encodable {
    struct Seconds: Encodable {
        @NullEncoded var build: Double?
        @NullEncoded var publish: Double?
        @NullEncoded var rollout: Double?
    }

    let id: String
    let number: Int
    let status, stage, commit, branch: String
    @NullEncoded var pusher: String?
    @NullEncoded var keyFingerprint: String?
    @NullEncoded var image: String?
    @NullEncoded var imageDigest: String?
    @NullEncoded var builder: String?
    let createdAt: String
    @NullEncoded var finishedAt: String?
    let seconds: Seconds
    @NullEncoded var reason: String?

    init(_ deployment: Deployment, registry: String) {
        id = "\(deployment.id)"
        number = deployment.number
        status = deployment.status.rawValue
        stage = deployment.stage.rawValue
        commit = "\(deployment.commit)"
        branch = "\(deployment.branch)"
        pusher = deployment.pusherName.map { "\($0)" }
        keyFingerprint = deployment.keyFingerprint.map { "\($0)" }
        let repository = ProjectImage(registry: registry, project: deployment.project)
        image = deployment.imageDigest.map { repository.pinned($0) }
        imageDigest = deployment.imageDigest.map { "\($0)" }
        builder = deployment.builder
        createdAt = deployment.createdAt.formatted(.iso8601)
        finishedAt = deployment.finishedAt?.formatted(.iso8601)
        seconds = Seconds(
            build: .init(wrappedValue: deployment.buildTime?.seconds),
            publish: .init(wrappedValue: deployment.publishTime?.seconds),
            rollout: .init(wrappedValue: deployment.rolloutTime?.seconds))
        reason = deployment.reason
    }
}

/// Encodes `nil` as `null` rather than leaving the key out.
@propertyWrapper
struct NullEncoded<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension Duration {
    /// Seconds with milliseconds.
    fileprivate var seconds: Double {
        (Double(components.seconds) * 1000 + Double(components.attoseconds / 1_000_000_000_000_000)) / 1000
    }
}
