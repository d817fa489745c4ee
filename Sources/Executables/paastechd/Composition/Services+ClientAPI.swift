import ClientAPI
import Delivery
import LocalPlatform
import PackImageBuilder
import PlatformModel
import PostgresStore

extension Services {
    /// - Parameters:
    ///   - address: where it listens; the settings' where `nil`.
    ///   - ssh: where pushes go, as it is told to people.
    func clientAPI(at address: HostAndPort? = nil, ssh: String) throws -> ClientAPI {
        let address = address ?? settings.api
        var configuration = ClientAPIConfiguration(host: address.host, port: address.port)
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
        return ClientAPI(
            configuration,
            dependencies: ClientAPIDependencies(
                store: database, repositories: repositories, engine: engine,
                artifacts: RegistryImageRetention(dockerSocket: settings.dockerSocket), requests: requests),
            secret: try SigningSecret(file: directory.accessTokenSecret), logger: logger("client-api"))
    }
}
