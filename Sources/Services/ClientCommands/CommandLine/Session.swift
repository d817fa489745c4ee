import ClientAPIContract
import Glibc
import LinuxSystem
import PlatformModel

/// What commands work with: the terminal, the server and its token, the repository one stands in.
@MainActor
final class Session {
    let surroundings: Surroundings
    let console: Console
    private var examined: WorkCopy?

    init(surroundings: Surroundings, console: Console) {
        self.surroundings = surroundings
        self.console = console
    }

    /// The repository of the working directory, looked at once.
    func workCopy() throws -> WorkCopy {
        if let examined { return examined }
        let copy = try WorkCopy(surroundings)
        examined = copy
        return copy
    }

    func credentialFile() throws(ClientError) -> CredentialFile {
        CredentialFile(directory: try surroundings.configurationDirectory())
    }

    /// The server a command talks to, in the order in which the help names them.
    func server(_ options: ServerOptions) throws -> ServerAddress {
        if let server = options.server { return server }
        if let text = surroundings.variable("PAASTECH_SERVER") {
            return try ServerAddress(parsing: text, source: "PAASTECH_SERVER")
        }
        if let text = try? workCopy().settings.server {
            return try ServerAddress(parsing: text, source: "git config paastech.server")
        }
        return try credentialFile().read().current ?? .standard
    }

    /// The server a command talks to, through the proxy that the environment names, trusting the authorities of `--cacert`,
    /// or `PAASTECH_CACERT`, or those of the login.
    func route(_ options: ServerOptions) throws -> ServerRoute {
        let server = try server(options)
        return ServerRoute(
            server: server, proxy: ProxySettings(for: server, surroundings),
            certificateAuthorities: try certificateAuthorities(options, server))
    }

    private func certificateAuthorities(_ options: ServerOptions, _ server: ServerAddress) throws -> String? {
        let (file, source): (String, String)
        if let typed = options.cacert {
            (file, source) = (typed, "--cacert")
        } else if let set = surroundings.variable("PAASTECH_CACERT") {
            (file, source) = (set, "PAASTECH_CACERT")
        } else if let kept = try? credentialFile().read().login(at: server)?.certificateAuthorities {
            (file, source) = (kept, "the last login's --cacert")
        } else {
            return nil
        }
        let path = surroundings.resolve(file)
        guard access(path, R_OK) == 0 else {
            throw ClientError(
                .file, "\(source): cannot read \(path.quotedForDisplay): \(LinuxError.reason(errno))",
                next: "the command with --cacert FILE, a PEM file")
        }
        return path
    }

    /// A client with the token of the server.
    ///
    /// - Throws: ``ClientError`` with code `notSignedIn`.
    func client(_ options: ServerOptions) throws -> APIClient {
        let route = try route(options)
        if let token = surroundings.variable("PAASTECH_TOKEN") {
            return APIClient(route: route, token: token, console: console)
        }
        guard let login = try credentialFile().read().login(at: route.server) else {
            throw ClientError(.notSignedIn, "you are not signed in to \(route.server)", next: route.server.loginCommand)
        }
        return APIClient(route: route, token: login.accessToken, console: console)
    }

    /// A client for what needs no account.
    func anonymousClient(_ options: ServerOptions) throws -> APIClient {
        APIClient(route: try route(options), token: nil, console: console)
    }

    /// The project a command is about, and the client to go on with.
    func project(_ options: ProjectOptions) async throws -> (client: APIClient, project: ProjectResource) {
        let reference = try projectReference(options)
        let client = try client(options.server)
        return (client, try await client.project(reference))
    }

    private func projectReference(_ options: ProjectOptions) throws -> ProjectReference {
        if let text = options.project {
            if let reference = ProjectReference(parsing: text) { return reference }
            throw ClientError(
                .noProject, "\(text.quotedForDisplay) cannot name a project: expected NAME, OWNER/NAME or the id",
                next: "paastech projects")
        }
        return try workCopy().projectReference()
    }
}
