import ClientAPIContract

/// Gets a token and keeps it.
@MainActor
struct SignIn {
    let session: Session
    let client: APIClient

    func callAsFunction(email: String, password: String) async throws {
        let token = try await client.content(
            of: .of(.login), sending: LoginRequest(email: email, password: password),
            returning: AccessTokenResource.self
        ).accessToken
        let signedIn = APIClient(route: client.route, token: token, console: session.console)
        let user = try await signedIn.content(of: .of(.ownAccount), returning: UserResource.self)
        try session.credentialFile().update {
            $0.add(
                .init(
                    accessToken: token, username: user.username, email: user.email,
                    certificateAuthorities: client.route.certificateAuthorities), at: client.server)
        }
        session.console.line("signed in to \(client.server) as \(user.username)")
    }
}
