import CurlClient
import DockerDeployment
import LocalPlatform
import OCIRegistry
import PlatformModel
import Pomegranate
import PostgresStore
import ServiceRPC

extension Services {
    func pomegranate() throws -> Pomegranate {
        let engine = DockerDeployment(try engineConfiguration(), logger: logger("docker-deployment"))
        return Pomegranate(
            engine: engine, work: .init(run: engine.run, finish: engine.finish), classic: try classicDeployment(),
            endpoint: endpoints.pomegranate, logger: logger("pomegranate"))
    }

    private func engineConfiguration() throws -> DockerDeploymentConfiguration {
        guard let routing = DockerDeploymentConfiguration.Routing(rawValue: settings.routing) else {
            throw fail(.invalid, "PAASTECH_ROUTING is \(settings.routing.quotedForDisplay): it is file or labels")
        }
        var configuration = DockerDeploymentConfiguration(
            platform: try directory.platformID(), routesDirectory: directory.routes,
            traefikAPI: settings.traefikAPI ?? "http://127.0.0.1:8082")
        configuration.dockerSocket = settings.dockerSocket
        configuration.routing = routing
        configuration.entryPoints = settings.https == nil ? ["web"] : ["web", "websecure"]
        configuration.subnets = try SubnetRange(parsing: settings.applicationSubnets)
        configuration.drain = settings.drainTime
        configuration.limits.memory = Int64(settings.applicationMemory)
        configuration.limits.cpus = settings.applicationCPUs
        return configuration
    }

    /// The original `Deploy` names an image by tag and no deployment: the registry and the database know the rest.
    private func classicDeployment() throws -> ClassicDeployment {
        let database = try database("paastech pomegranate", connections: 2)
        return ClassicDeployment(
            domain: settings.domain, replicas: settings.replicas, deadline: settings.rolloutDeadline,
            pin: pin, nextNumber: NextNumber(database: database).callAsFunction)
    }
}

/// What number the next deployment of a project gets.
private struct NextNumber {
    let database: PlatformDatabase

    func callAsFunction(_ project: ProjectID) async throws(PlatformError) -> Int {
        let newest = try await database.deployments(of: project, limit: 1).first
        return (newest?.number ?? 0) + 1
    }
}

/// The reference by digest of an image that is named by tag.
private func pin(_ reference: String) async throws(PlatformError) -> String {
    do {
        let image = try ImageReference(reference)
        guard let host = image.registry else {
            throw PlatformError(.invalid, "image \(reference.quotedForDisplay) names no registry")
        }
        let registry = OCIRegistry(host: host, transport: CurlClient())
        guard let digest = try await registry.manifestDigest(image.repository, image.tag ?? "latest") else {
            throw PlatformError(.notFound, "image \(reference.quotedForDisplay) does not exist: push the project first")
        }
        return image.pinned(to: digest).description
    } catch let error as PlatformError {
        throw error
    } catch {
        throw PlatformError(
            .unavailable, "image \(reference.quotedForDisplay) cannot be looked up: \(error)", cause: error)
    }
}
