import GRPCCore
import PlatformModel
import ServiceLifecycle
import ServiceProtos

// The calls that came after the original six.
extension PomegranateService {
    func rollout(
        request: Pomegranate_RolloutRequest, response: RPCWriter<Pomegranate_RolloutEvent>, context: ServerContext
    ) async throws {
        try await answering {
            for try await event in engine.rollout(try RolloutSpecification(request)) {
                try await response.write(event.message)
            }
        }
    }

    func followLogs(
        request: Pomegranate_FollowLogsRequest, response: RPCWriter<Pomegranate_LogLine>, context: ServerContext
    ) async throws {
        try await answering {
            let project = try ProjectID(rpc: request.projectID, field: "project_id")
            let tail = min(Int(request.tail), Self.longestTail)
            if request.untilNow {
                try await response.write(contentsOf: engine.logs(of: project, tail: tail).map(\.message))
                return
            }
            // A follower would hold up a shutdown for ever.
            try await cancelWhenGracefulShutdown {
                try await whileAsked(context) {
                    for try await line in engine.followLogs(of: project, tail: tail) {
                        try await response.write(line.message)
                    }
                }
            }
        }
    }

    /// A caller who goes away ends its call, but not the task that answers it: the follower of a quiet log would stay.
    private func whileAsked(
        _ context: ServerContext, _ answer: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: answer)
            group.addTask { try await context.cancellation.cancelled }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    func getServing(
        request: Pomegranate_GetServingRequest, context: ServerContext
    ) async throws -> Pomegranate_GetServingResponse {
        try await answering {
            let serving = try await engine.serving(ProjectID(rpc: request.projectID, field: "project_id"))
            var response = Pomegranate_GetServingResponse()
            if let live = serving.live { response.liveDeploymentID = "\(live)" }
            if let rollingOut = serving.rollingOut { response.rollingOutDeploymentID = "\(rollingOut)" }
            return response
        }
    }

    func removeProject(
        request: Pomegranate_RemoveProjectRequest, context: ServerContext
    ) async throws -> Pomegranate_EmptyResponse {
        try await answering {
            try await engine.remove(ProjectID(rpc: request.projectID, field: "project_id"))
            return .init()
        }
    }
}
