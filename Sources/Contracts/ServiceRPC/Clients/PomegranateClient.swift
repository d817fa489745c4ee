import GRPCCore
import GRPCNIOTransportHTTP2
public import PlatformModel
import ServiceProtos

/// Pomegranate behind gRPC: a deployment engine in another process.
///
/// A service that is absent, or goes away during a call, is ``PlatformError`` `unavailable`, within milliseconds on this
/// machine. Asking again is the caller's choice; a rollout may always be asked for again. Streams have connections of their
/// own, whatever the client was made with.
public struct PomegranateClient: DeploymentEngine {
    let connector: RPCConnector
    private let timeout: Duration

    /// A client for a process that calls now and then.
    ///
    /// - Parameter timeout: of calls that stop containers, and so wait for them; others have less.
    public init(endpoint: RPCEndpoint, timeout: Duration = .seconds(120)) {
        connector = RPCConnector(service: Self.service, endpoint: endpoint)
        self.timeout = timeout
    }

    /// A client for a process that calls all the time, and runs the connection.
    public init(connection: RPCConnection, timeout: Duration = .seconds(120)) {
        connector = RPCConnector(service: Self.service, connection: connection)
        self.timeout = timeout
    }

    private static let service = "Pomegranate"

    typealias Client = Pomegranate_Pomegranate.Client<HTTP2ClientTransport.Posix>

    public func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState {
        let request = Pomegranate_GetServingRequest.with { $0.projectID = "\(project)" }
        let response = try await connector.call {
            try await Client(wrapping: $0).getServing(request, options: Self.prompt)
        }
        return ServingState(
            live: response.hasLiveDeploymentID ? try DeploymentID(answer: response.liveDeploymentID) : nil,
            rollingOut: response.hasRollingOutDeploymentID
                ? try DeploymentID(answer: response.rollingOutDeploymentID) : nil)
    }

    public func stop(_ project: ProjectID) async throws(PlatformError) {
        let options = RPCConnector.options(timeout: timeout)
        let request = Pomegranate_StopDeployRequest.with { $0.containerName = "\(project)" }
        _ = try await connector.call { try await Client(wrapping: $0).stopDeploy(request, options: options) }
    }

    public func remove(_ project: ProjectID) async throws(PlatformError) {
        let options = RPCConnector.options(timeout: timeout)
        let request = Pomegranate_RemoveProjectRequest.with { $0.projectID = "\(project)" }
        _ = try await connector.call { try await Client(wrapping: $0).removeProject(request, options: options) }
    }

    public func deleteImage(_ reference: String) async throws(PlatformError) {
        let options = RPCConnector.options(timeout: timeout)
        let (name, tag) = PinnedImage.split(reference)
        let request = Pomegranate_DeleteImageRequest.with {
            $0.imageName = name
            $0.imageTag = tag
        }
        _ = try await connector.call { try await Client(wrapping: $0).deleteImage(request, options: options) }
    }

    public func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics {
        let request = Pomegranate_GetStatisticsRequest.with { $0.containerName = "\(project)" }
        let response = try await connector.call {
            try await Client(wrapping: $0).getStatistics(request, options: Self.prompt)
        }
        return ApplicationStatistics(
            cpuUsage: response.cpuUsage, memoryUsage: response.memoryUsage, memoryLimit: response.memoryLimit)
    }

    public func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus] {
        let request = Pomegranate_GetStatusRequest.with { $0.containerName = projects.map { "\($0)" } }
        let response = try await connector.call {
            try await Client(wrapping: $0).getStatus(request, options: Self.prompt)
        }
        var statuses: [ProjectID: ApplicationStatus] = [:]
        for single in response.containerStatuses {
            guard let project = ProjectID(single.containerName) else { continue }
            statuses[project] = ApplicationStatus(single.containerStatus)
        }
        return statuses
    }

    static let prompt = RPCConnector.options(timeout: .seconds(30))
}

extension Identifier {
    fileprivate init(answer text: String) throws(PlatformError) {
        guard let id = Self(text) else {
            throw PlatformError(.internalError, "Pomegranate answered \(text.quotedForDisplay) where an id belongs")
        }
        self = id
    }
}
