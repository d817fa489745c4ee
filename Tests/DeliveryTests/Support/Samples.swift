import FoundationEssentials
import PlatformModel

/// Values for tests, so that each test spells out only what it is about.
enum Samples {
    static let a = commit("a")
    static let b = commit("b")
    static let c = commit("c")
    static let d = commit("d")
    static let project = ProjectID()

    static func commit(_ digit: Character) -> CommitID {
        guard let id = CommitID(String(repeating: digit, count: 40)) else { fatalError("not a hexadecimal digit") }
        return id
    }

    static func digest(_ digit: Character) -> ImageDigest {
        guard let digest = ImageDigest("sha256:" + String(repeating: digit, count: 64)) else {
            fatalError("not a hexadecimal digit")
        }
        return digest
    }

    static func name(_ text: String) -> ProjectName {
        guard let name = try? ProjectName(parsing: text) else { fatalError("not a project name") }
        return name
    }

    static func deployment(
        _ number: Int, _ commit: CommitID, _ status: DeploymentStatus, branch: BranchName = .main,
        push: PushID? = PushID(), digest: ImageDigest? = nil, createdAt: Date = Date(timeIntervalSince1970: 1000)
    ) -> Deployment {
        Deployment(
            id: DeploymentID(), project: project, number: number, push: push, commit: commit, previousCommit: nil,
            branch: branch, pusherName: nil, keyFingerprint: nil, options: [], status: status, stage: .record,
            imageDigest: digest, createdAt: createdAt)
    }
}
