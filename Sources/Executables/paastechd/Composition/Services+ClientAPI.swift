import ClientAPI
import Delivery
import LocalPlatform
import PackImageBuilder
import PlatformModel
import PostgresStore
import SMTPMail

extension Services {
    /// - Parameters:
    ///   - address: where it listens; the settings' where `nil`.
    ///   - ssh: where pushes go, as it is told to people.
    ///   - peers: what it calls.
    func clientAPI(at address: HostAndPort? = nil, ssh: String, _ peers: Peers) throws -> ClientAPI {
        let address = address ?? settings.api
        var configuration = ClientAPIConfiguration(host: address.host, port: address.port)
        configuration.publicURL = settings.apiURL
        configuration.trustedProxies = settings.apiProxies
        configuration.domain = settings.domain
        configuration.applicationScheme = settings.https == nil ? "http" : "https"
        configuration.applicationPort = (settings.https ?? settings.http).port
        configuration.ssh = ssh
        configuration.registry = "\(settings.registry)"
        let database = try database("paastech api", connections: 16)
        let requests = DeploymentRequests(
            store: database, locks: deliveryConfiguration.locks,
            launcher: DeploymentLauncher(
                executable: "\(try installation.hooks(settings))/post-receive", environment: hookEnvironment))
        var dependencies = ClientAPIDependencies(
            store: database, repositories: peers.repositories, engine: peers.engine,
            artifacts: RegistryImageRetention(dockerSocket: settings.dockerSocket), requests: requests)
        dependencies.mail = try mailSender()
        return ClientAPI(
            configuration, dependencies: dependencies,
            secret: try SigningSecret(file: directory.accessTokenSecret), logger: logger("client-api"))
    }

    private func mailSender() throws -> SMTPMailSender? {
        guard let url = settings.smtpURL else { return nil }
        guard let sender = settings.mailFrom else {
            throw fail(
                .invalid, "PAASTECH_SMTP_URL is set, so PAASTECH_MAIL_FROM has to name the address mails come from")
        }
        return try SMTPMailSender(url: url, sender: sender, authorities: settings.smtpAuthorities)
    }
}

extension ClientAPI {
    /// Returns once it accepts connections.
    /// - Throws: `CancellationError` when it has ended before, for the reason that its own run tells.
    func untilListening() async throws {
        guard await listeningPort() != nil else { throw CancellationError() }
    }
}
