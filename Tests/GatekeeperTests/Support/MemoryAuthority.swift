import FoundationEssentials
import PlatformModel
import Synchronization

/// A `PushAuthority` in memory, for tests whose point is not PostgreSQL.
final class MemoryAuthority: PushAuthority {
    struct State {
        var keys: [KeyFingerprint: AuthorizedKey] = [:]
        var projects: [Project] = []
        var outcome: PushOutcome = .nothingReceived
        var newest: Deployment?
        var isUnavailable = false
        var isRecordingUnavailable = false
        var canceled: [PushID] = []
        var asked: [PushID] = []
        var opened: [Push] = []
        var accepted: [PushID] = []
    }

    let state = Mutex(State())

    func authorizedKey(_ fingerprint: KeyFingerprint) throws(PlatformError) -> AuthorizedKey? {
        try available { $0.keys[fingerprint] }
    }

    func project(_ reference: ProjectReference, pushableWith key: AuthorizedKey) throws(PlatformError) -> PushTarget? {
        try available { state in
            guard state.keys[key.fingerprint]?.id == key.id else { return nil }
            let project = state.projects.first { project in
                guard project.owner == key.owner else { return false }
                return switch reference {
                case .own(let name): project.name == name
                case .owned(let owner, let name): project.ownerName == owner && project.name == name
                case .id(let id): project.id == id
                }
            }
            return project.map { PushTarget(project: $0) }
        }
    }

    func openWithoutDeployment(_ push: Push) throws(PlatformError) {
        guard !state.withLock(\.isRecordingUnavailable) else { throw PlatformError(.unavailable, "no answer") }
        try available { $0.opened.append(push) }
    }

    func acceptWithoutDeployment(_ push: PushID) throws(PlatformError) {
        try available { $0.accepted.append(push) }
    }

    func outcome(of push: PushID) throws(PlatformError) -> PushOutcome {
        try available { state in
            state.asked.append(push)
            return state.outcome
        }
    }

    func cancel(_ push: PushID, reason: String) throws(PlatformError) {
        try available { $0.canceled.append(push) }
    }

    func newestDeployment(of project: ProjectID) throws(PlatformError) -> Deployment? {
        try available { $0.newest }
    }

    private func available<Value>(_ body: (inout State) -> Value) throws(PlatformError) -> Value {
        let value: Value? = state.withLock { $0.isUnavailable ? nil : body(&$0) }
        guard let value else { throw PlatformError(.unavailable, "the database does not answer") }
        return value
    }
}

/// Values that tests need many of.
enum Sample {
    static let user = UserID()
    static let alice = try! UserName(parsing: "alice")
    static let fingerprint = KeyFingerprint("SHA256:" + String(repeating: "A", count: 43))!

    static func project(_ name: String = "hello", owner: UserID = user, ownerName: UserName = alice) -> Project {
        Project(
            id: ProjectID(), name: try! ProjectName(parsing: name), owner: owner, ownerName: ownerName,
            deployBranch: .main, environment: [:], createdAt: Date(timeIntervalSince1970: 0),
            updatedAt: Date(timeIntervalSince1970: 0))
    }

    static func key(
        _ fingerprint: KeyFingerprint = fingerprint, blob: [UInt8] = [1], name: String = "laptop"
    ) -> AuthorizedKey {
        AuthorizedKey(
            id: KeyID(), owner: user, ownerName: alice, name: name, type: "ssh-ed25519", fingerprint: fingerprint,
            blob: blob, createdAt: Date(timeIntervalSince1970: 0))
    }

    static func deployment(
        _ status: DeploymentStatus, number: Int = 4, options: PushOptions = []
    ) -> Deployment {
        Deployment(
            id: DeploymentID(), project: ProjectID(), number: number, push: nil,
            commit: CommitID(String(repeating: "3f2a9c1d", count: 5))!, previousCommit: nil, branch: .main,
            pusherName: alice, keyFingerprint: fingerprint, options: options, status: status, stage: .record,
            createdAt: Date(timeIntervalSince1970: 0))
    }
}
