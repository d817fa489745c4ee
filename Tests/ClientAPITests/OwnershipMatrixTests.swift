import ClientAPIContract
import PlatformModel
import Testing

@testable import ClientAPI

/// Who may use which route: every route of the contract × anonymous, another user, the owner, an administrator.
@Suite("Ownership matrix")
struct OwnershipMatrixTests {
    enum Verdict: CustomStringConvertible {
        /// Past the door: any answer but one of the three below.
        case admitted
        case unauthorized
        case forbidden
        /// 404 in the words that a missing project gets, too.
        case hidden

        init(_ answer: Exchange) {
            switch answer.status {
            case 401: self = .unauthorized
            case 403: self = .forbidden
            case 404 where answer.failure?.message.contains("or belongs to somebody else") == true: self = .hidden
            default: self = .admitted
            }
        }

        var description: String {
            switch self {
            case .admitted: "admitted"
            case .unauthorized: "401"
            case .forbidden: "403"
            case .hidden: "404"
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let route: Route
        let anonymous, other, owner, administrator: Verdict

        init(_ route: Route, _ anonymous: Verdict, _ other: Verdict, _ owner: Verdict, _ administrator: Verdict) {
            self.route = route
            (self.anonymous, self.other, self.owner, self.administrator) = (anonymous, other, owner, administrator)
        }

        var testDescription: String { "\(route.method.rawValue) \(route.template)" }
    }

    /// "Owner" is the owner of the project, where the route has one, and otherwise any account but an administrator's.
    static let matrix: [Row] = [
        Row(.health, .admitted, .admitted, .admitted, .admitted),
        Row(.openAPI, .admitted, .admitted, .admitted, .admitted),
        Row(.register, .admitted, .admitted, .admitted, .admitted),
        Row(.confirm, .admitted, .admitted, .admitted, .admitted),
        // Without a body there is nothing to be wrong about.
        Row(.login, .admitted, .admitted, .admitted, .admitted),
        Row(.requestPasswordReset, .admitted, .admitted, .admitted, .admitted),
        Row(.resetPassword, .admitted, .admitted, .admitted, .admitted),
        Row(.logout, .unauthorized, .admitted, .admitted, .admitted),
        Row(.ownAccount, .unauthorized, .admitted, .admitted, .admitted),
        Row(.users, .unauthorized, .forbidden, .forbidden, .admitted),
        Row(.user, .unauthorized, .forbidden, .forbidden, .admitted),
        Row(.removeUser, .unauthorized, .forbidden, .forbidden, .admitted),
        Row(.addKey, .unauthorized, .admitted, .admitted, .admitted),
        Row(.ownKeys, .unauthorized, .admitted, .admitted, .admitted),
        // Somebody else's key is not among one's own: 404, with words of its own.
        Row(.removeKey, .unauthorized, .admitted, .admitted, .admitted),
        Row(.keys, .unauthorized, .forbidden, .forbidden, .admitted),
        Row(.createProject, .unauthorized, .admitted, .admitted, .admitted),
        Row(.ownProjects, .unauthorized, .admitted, .admitted, .admitted),
        Row(.projects, .unauthorized, .forbidden, .forbidden, .admitted),
        Row(.project, .unauthorized, .hidden, .admitted, .admitted),
        Row(.removeProject, .unauthorized, .hidden, .admitted, .admitted),
        Row(.deploy, .unauthorized, .hidden, .admitted, .forbidden),
        Row(.stop, .unauthorized, .hidden, .admitted, .forbidden),
        Row(.applicationLogs, .unauthorized, .hidden, .admitted, .admitted),
        Row(.statistics, .unauthorized, .hidden, .admitted, .admitted),
        Row(.applicationStatuses, .unauthorized, .hidden, .admitted, .admitted),
        Row(.deployments, .unauthorized, .hidden, .admitted, .admitted),
        Row(.deployment, .unauthorized, .hidden, .admitted, .admitted),
        Row(.deploymentLogs, .unauthorized, .hidden, .admitted, .admitted),
        Row(.cancel, .unauthorized, .hidden, .admitted, .forbidden),
        Row(.rollback, .unauthorized, .hidden, .admitted, .forbidden),
        Row(.redeploy, .unauthorized, .hidden, .admitted, .forbidden),
        Row(.configuration, .unauthorized, .hidden, .admitted, .admitted),
        Row(.replaceConfiguration, .unauthorized, .hidden, .admitted, .forbidden),
        Row(.changeConfiguration, .unauthorized, .hidden, .admitted, .forbidden),
    ]

    @Test("the matrix has every route of the contract once")
    func complete() {
        #expect(Set(Self.matrix.map(\.route)) == Set(Route.allCases))
        #expect(Self.matrix.count == Route.allCases.count)
    }

    @Test("every route admits exactly whom the matrix says")
    func everyRoute() async throws {
        try await APIFixture.run { api in
            let bystander = try await api.member("bystander")
            for row in Self.matrix {
                // Each row begins with accounts of its own, since some routes log out or delete.
                let number = Self.matrix.firstIndex { $0.route == row.route } ?? 0
                let owner = try await api.member("owner-\(number)")
                let other = try await api.member("other-\(number)")
                let administrator = try await api.member("admin-\(number)", isAdministrator: true)
                for (who, token, expected) in [
                    ("anonymous", nil, row.anonymous), ("another user", other.token, row.other),
                    ("administrator", administrator.token, row.administrator), ("owner", owner.token, row.owner),
                ] {
                    // A project of its own for each, because what one may delete is gone for the next.
                    let project = ProjectID()
                    try await api.makeProject(project, of: owner, named: "p\(UInt32.random(in: 0 ... .max))")
                    let path = Self.path(row.route, project, bystander.user.name)
                    let body: (any Encodable & Sendable)? =
                        row.route == .applicationStatuses
                        ? ApplicationStatusesRequest(containerNames: ["\(project)"]) : nil
                    let answer = try await api.send(path, body, as: token)
                    #expect(Verdict(answer) == expected, "\(who) on \(row.testDescription): \(answer.text)")
                }
            }
        }
    }

    @Test("a project that is missing and one of somebody else get the same answer")
    func hiddenIsMissing() async throws {
        try await APIFixture.run { api in
            let (alice, bob) = (try await api.member("alice"), try await api.member("bob"))
            let id = ProjectID()
            let missing = try await api.send(.project(.project, id), as: bob.token)
            try await api.makeProject(id, of: alice)
            let hidden = try await api.send(.project(.project, id), as: bob.token)
            #expect(missing.status == 404)
            #expect(missing.bytes == hidden.bytes)
        }
    }

    /// A request for the route about this project; the deployment and the token are ones that do not exist.
    private static func path(_ route: Route, _ project: ProjectID, _ user: UserName) -> RequestPath {
        switch route {
        case .confirm: .confirm(token: "none")
        case .resetPassword: .resetPassword(token: "none")
        case .user: .user(user)
        // An account that does not exist: the bystander is needed by the next row.
        case .removeUser: .removeUser((try? UserName(parsing: "nobody-here")) ?? user)
        case .removeKey: .removeKey(KeyID())
        default:
            switch route.parameters.count {
            case 0: .of(route)
            case 1: .project(route, project)
            default: .deployment(route, project, 1)
            }
        }
    }
}
