import DockerEngine
import OCIRegistry

extension RegistryLogins {
    /// The login for a registry as the daemon takes it.
    func credentials(for host: String) async throws -> RegistryCredentials {
        switch try await login(for: host) {
        // Daemons are not told of tokens that a registry itself gave.
        case .anonymous, .bearer: .none
        case .password(let user, let password):
            RegistryCredentials(username: user, password: password, serverAddress: host)
        case .identityToken(let token): RegistryCredentials(identityToken: token, serverAddress: host)
        }
    }

    /// Of the registry an image's name begins with; the name alone means Docker Hub.
    func credentials(forImage name: String) async throws -> RegistryCredentials {
        try await credentials(for: (try? ImageReference(name).registry) ?? Self.hub[0])
    }
}
