import Delivery
import Foundation
import LocalPlatform
import PackImageBuilder
import PlatformModel

extension Services {
    var deliveryConfiguration: DeliveryConfiguration {
        var configuration = DeliveryConfiguration(dataDirectory: directory.path)
        configuration.registry = "\(settings.registry)"
        configuration.domain = settings.domain
        configuration.applicationScheme = settings.https == nil ? "http" : "https"
        configuration.applicationPort = (settings.https ?? settings.http).port
        configuration.builder = settings.builder
        configuration.buildSlots = settings.buildSlots
        configuration.replicas = settings.replicas
        configuration.rolloutDeadline = settings.rolloutDeadline
        return configuration
    }

    func imageBuilder() throws -> PackImageBuilder {
        var configuration = PackBuilderConfiguration(
            platform: try directory.platformID(), bundledPack: installation.bundledPack)
        configuration.dockerSocket = settings.dockerSocket
        configuration.pack = settings.pack
        configuration.searchPath = installation.path
        configuration.defaultBuilder = settings.builder
        configuration.limits.memory = Int64(settings.buildMemory)
        configuration.limits.cpus = settings.buildCPUs
        return PackImageBuilder(configuration, logger: logger("image-builder"))
    }

    /// What the hooks are told. Nothing of this process's own environment reaches them beside what is written here.
    var hookEnvironment: [String: String] {
        var environment = [
            "PATH": installation.path,
            "LANG": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no",
            "PAASTECH_DATA_DIR": directory.path,
            "PAASTECH_DATABASE_URL": databaseURL,
            "PAASTECH_REGISTRY": "\(settings.registry)",
            "PAASTECH_DOMAIN": settings.domain,
            "PAASTECH_APPLICATION_URL_SCHEME": settings.https == nil ? "http" : "https",
            "PAASTECH_APPLICATION_URL_PORT": "\((settings.https ?? settings.http).port)",
            "PAASTECH_BUILDER": settings.builder,
            "PAASTECH_BUILDERS": settings.builders.joined(separator: ","),
            "PAASTECH_BUILD_SLOTS": "\(settings.buildSlots)",
            "PAASTECH_BUILD_MEMORY": "\(settings.buildMemory)",
            "PAASTECH_BUILD_CPUS": "\(settings.buildCPUs)",
            "PAASTECH_REPLICAS": "\(settings.replicas)",
            "PAASTECH_ROLLOUT_DEADLINE": "\(settings.rolloutDeadline.components.seconds)",
            "DOCKER_HOST": "unix://\(settings.dockerSocket)",
            "PAASTECH_BUNDLED_PACK": installation.bundledPack,
        ]
        if let pack = settings.pack { environment["PAASTECH_PACK"] = pack }
        if let platform = try? directory.platformID() { environment["PAASTECH_PLATFORM_ID"] = platform }
        return environment.merging(endpoints.hookEnvironment) { $1 }
    }
}
