/// One `git push` that passed authorisation and reached pre-receive.
public struct Push: Hashable, Sendable {
    public let id: PushID
    public let project: ProjectID
    public let user: UserID
    public let keyFingerprint: KeyFingerprint
    public let options: PushOptions

    public init(id: PushID, project: ProjectID, user: UserID, keyFingerprint: KeyFingerprint, options: PushOptions) {
        self.id = id
        self.project = project
        self.user = user
        self.keyFingerprint = keyFingerprint
        self.options = options
    }
}
