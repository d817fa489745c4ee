public import SSHServer

/// Settings of the gatekeeper.
public struct GatekeeperConfiguration: Sendable {
    /// Where to listen; port 0 picks a free one.
    public var addresses: [NetworkAddress]
    /// File of the ed25519 host key; made at the first start.
    public var hostKeyPath: String
    /// The host and the port as users write them in a remote; nil takes those of the first address listened on.
    public var publicHost: String?
    public var publicPort: UInt16?
    /// Holds `<project-uuid>.git`.
    public var repositoriesDirectory: String
    /// Holds one lock file a running push, named by its id.
    public var pushLocksDirectory: String
    /// Unix socket at which the hooks report pushes that bring nothing to deploy, in a directory that is closed to others.
    public var receptionSocket: String
    /// Holds the compiled `pre-receive` and `post-receive`.
    public var hooksDirectory: String
    /// Path of the `git` executable.
    public var gitPath: String
    /// What the hooks find in their environment beside what describes the push: database, sockets, limits. Written out by
    /// the composition root; nothing of this process's own environment is passed on.
    public var hookEnvironment: [String: String]
    /// How often the lock files of pushes that nobody holds any more are removed.
    public var pushLockSweepInterval: Duration = .seconds(30)
    /// Bytes one push may send.
    public var maximumPushBytes: Int = 2 << 30
    /// Bytes of memory that each git process of a push may take: a small pack can unpack to far more than it is.
    public var maximumGitMemory: Int = 1 << 30
    public var limits = SSHLimits()

    public init(
        addresses: [NetworkAddress], hostKeyPath: String, repositoriesDirectory: String,
        pushLocksDirectory: String, receptionSocket: String, hooksDirectory: String, gitPath: String = "/usr/bin/git",
        hookEnvironment: [String: String]
    ) {
        self.addresses = addresses
        self.hostKeyPath = hostKeyPath
        self.repositoriesDirectory = repositoriesDirectory
        self.pushLocksDirectory = pushLocksDirectory
        self.receptionSocket = receptionSocket
        self.hooksDirectory = hooksDirectory
        self.gitPath = gitPath
        self.hookEnvironment = hookEnvironment
    }
}
