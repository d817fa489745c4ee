import GRPCCore
public import PlatformModel
import ServiceLifecycle
import ServiceProtos

extension RPCService {
    /// Serves a deployment engine as `pomegranate.Pomegranate`.
    public static func pomegranate(_ engine: any DeploymentEngine, classic: ClassicDeployment) -> RPCService {
        RPCService(PomegranateService(engine: engine, classic: classic))
    }
}

/// Translates between the messages and the port; every rule about what a request may hold is here or in the messages'
/// own initialisers.
struct PomegranateService: Pomegranate_Pomegranate.SimpleServiceProtocol {
    let engine: any DeploymentEngine
    let classic: ClassicDeployment

    /// Lines that `GetLogs` returns and that `FollowLogs` begins with at most.
    static let longestTail = 10_000
    private static let classicTail = 1000

    // MARK: The original six calls

    func deploy(
        request: Pomegranate_DeployRequest, context: ServerContext
    ) async throws -> Pomegranate_EmptyResponse {
        try await answering {
            let project = try ProjectID(rpc: request.containerName, field: "container_name")
            let reference = try PinnedImage.reference(name: request.imageName, tag: request.imageTag)
            let specification = try await classic.specification(
                project: project, reference: reference, environment: request.envVars)
            for try await case .failed(let failure) in engine.rollout(specification) {
                throw PlatformError(.conflict, ([failure.reason] + failure.logTail).joined(separator: "\n"))
            }
            return .init()
        }
    }

    func stopDeploy(
        request: Pomegranate_StopDeployRequest, context: ServerContext
    ) async throws -> Pomegranate_EmptyResponse {
        try await answering {
            try await engine.stop(ProjectID(rpc: request.containerName, field: "container_name"))
            return .init()
        }
    }

    func deleteImage(
        request: Pomegranate_DeleteImageRequest, context: ServerContext
    ) async throws -> Pomegranate_EmptyResponse {
        try await answering {
            let reference = try PinnedImage.reference(name: request.imageName, tag: request.imageTag)
            if !request.containerName.isEmpty {
                let project = try ProjectID(rpc: request.containerName, field: "container_name")
                guard request.imageName.split(separator: "/").last.map(String.init) == "\(project)" else {
                    throw PlatformError(.invalid, "\(reference) is no image of project \(project)")
                }
            }
            try await engine.deleteImage(reference)
            return .init()
        }
    }

    func getLogs(
        request: Pomegranate_GetLogsRequest, context: ServerContext
    ) async throws -> Pomegranate_GetLogsResponse {
        try await answering {
            let project = try ProjectID(rpc: request.containerName, field: "container_name")
            let lines = try await engine.logs(of: project, tail: Self.classicTail)
            var response = Pomegranate_GetLogsResponse()
            response.logs = lines.map { "\($0.text)\n" }.joined()
            return response
        }
    }

    func getStatistics(
        request: Pomegranate_GetStatisticsRequest, context: ServerContext
    ) async throws -> Pomegranate_GetStatisticsResponse {
        try await answering {
            let project = try ProjectID(rpc: request.containerName, field: "container_name")
            let statistics = try await engine.statistics(of: project)
            var response = Pomegranate_GetStatisticsResponse()
            response.cpuUsage = statistics.cpuUsage
            response.memoryUsage = statistics.memoryUsage
            response.memoryLimit = statistics.memoryLimit
            return response
        }
    }

    func getStatus(
        request: Pomegranate_GetStatusRequest, context: ServerContext
    ) async throws -> Pomegranate_GetStatusResponse {
        try await answering {
            let projects = try request.containerName.map { try ProjectID(rpc: $0, field: "container_name") }
            let statuses = try await engine.status(of: projects)
            var response = Pomegranate_GetStatusResponse()
            response.containerStatuses = projects.map { project in
                var single = Pomegranate_GetStatusResponse.SingleContainerStatus()
                single.containerName = "\(project)"
                single.containerStatus = (statuses[project] ?? .unknown).message
                return single
            }
            return response
        }
    }
}
