import ClientAPIContract
import Hummingbird
import PlatformModel

/// `/users`: one's own account, and all of them for administrators.
struct UserRoutes: RouteGroup {
    let accounts: any AccountStore

    func add(to routes: Routes) {
        routes.user(.ownAccount) { _, _, caller in
            Answer(content: UserResource(caller.user))
        }
        routes.administrator(.users) { _, _, _ in
            Answer(content: try await accounts.users().map(UserResource.init))
        }
        routes.administrator(.user) { _, context, _ in
            Answer(content: UserResource(try await user(context)))
        }
        routes.administrator(.removeUser) { _, context, _ in
            let user = try await user(context)
            try await accounts.removeUser(user.id)
            return Answer(status: "removed", message: "the account \(user.name) was removed with its keys")
        }
    }

    /// The account in the path. A name that no account can have is one that no account has.
    private func user(_ context: APIContext) async throws -> User {
        let text = context.parameters.get("username") ?? ""
        let name = try? UserName(parsing: text)
        guard let name, let user = try await accounts.user(named: name) else {
            throw APIError.notFound("no account is named \(text.quotedForDisplay); GET /users lists them")
        }
        return user
    }
}
