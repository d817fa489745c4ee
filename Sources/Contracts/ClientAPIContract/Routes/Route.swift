/// Every route of the client API: what the server registers and the client calls.
public enum Route: CaseIterable, Hashable, Sendable {
    case health
    case openAPI

    case register
    case confirm
    case login
    case logout
    case requestPasswordReset
    case resetPassword

    case ownAccount
    case users
    case user
    case removeUser

    case addKey
    case ownKeys
    case removeKey
    case keys

    case createProject
    case ownProjects
    case projects
    case project
    case removeProject
    case deploy
    case stop
    case applicationLogs
    case statistics
    case applicationStatuses

    case deployments
    case deployment
    case deploymentLogs
    case cancel
    case rollback
    case redeploy

    case configuration
    case replaceConfiguration
    case changeConfiguration
}

/// Who may use a route.
public enum Audience: Hashable, Sendable {
    case anyone
    /// Whoever is signed in.
    case user
    /// The project's owner; administrators may read.
    case owner
    /// The project's owner, and administrators although something changes (removal).
    case ownerOrAdministrator
    case administrator
}
