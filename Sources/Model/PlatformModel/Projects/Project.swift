public import FoundationEssentials

/// An application: one repository, one deploy branch, one host.
public struct Project: Hashable, Sendable {
    public let id: ProjectID
    public let name: ProjectName
    public let owner: UserID
    public let ownerName: UserName
    /// The branch whose pushes are deployed.
    public let deployBranch: BranchName
    /// Run-time environment of the application.
    public let environment: [String: String]
    public let createdAt: Date
    public let updatedAt: Date

    public init(
        id: ProjectID, name: ProjectName, owner: UserID, ownerName: UserName, deployBranch: BranchName,
        environment: [String: String], createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.ownerName = ownerName
        self.deployBranch = deployBranch
        self.environment = environment
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
