import GRPCCore
import PlatformModel

// The one place where the platform's errors meet gRPC's.

/// Marks a status that a service of ours sent, as opposed to one that the transport made up.
private let mark = "paastech-error"

extension PlatformError {
    /// The status a client gets.
    var rpcError: RPCError {
        let code: RPCError.Code =
            switch self.code {
            case .invalid: .invalidArgument
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .forbidden: .permissionDenied
            case .conflict: .failedPrecondition
            case .unavailable: .unavailable
            case .deadlineExceeded: .deadlineExceeded
            case .canceled: .cancelled
            case .internalError: .internalError
            }
        return RPCError(code: code, message: message, metadata: [mark: "\(self.code.rawValue)"])
    }

    /// What a client's user is told about any error of a call.
    init(fromRPC error: any Error, service: String, endpoint: RPCEndpoint) {
        if let error = error as? PlatformError {
            self = error
            return
        }
        if error is CancellationError {
            self.init(.canceled, "the call to \(service) was canceled", cause: error)
            return
        }
        guard let status = error as? RPCError else {
            self.init(.unavailable, "\(service) at \(endpoint) cannot be reached; is it running?", cause: error)
            return
        }
        if let sent = status.metadata[stringValues: mark].first(where: { _ in true }), let code = Code(rawValue: sent) {
            self.init(code, status.message)
            return
        }
        switch status.code {
        case .cancelled:
            self.init(.canceled, "the call to \(service) was canceled", cause: error)
        case .deadlineExceeded:
            self.init(.deadlineExceeded, "\(service) at \(endpoint) did not answer in time", cause: error)
        case .unimplemented:
            self.init(
                .internalError, "\(service) at \(endpoint) is of another version and lacks this call; update it",
                cause: error)
        case .invalidArgument: self.init(.invalid, status.message, cause: error)
        case .resourceExhausted:
            self.init(.internalError, "an answer of \(service) is too large: \(status.message)", cause: error)
        default:
            self.init(.unavailable, "\(service) at \(endpoint) does not answer; is it running?", cause: error)
        }
    }
}

/// Runs a handler and turns what it throws into a status.
func answering<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
    do {
        return try await work()
    } catch let error as PlatformError {
        throw error.rpcError
    } catch let error as RPCError {
        throw error
    } catch is CancellationError {
        throw RPCError(code: .cancelled, message: "the call was canceled")
    } catch {
        throw RPCError(code: .internalError, message: "an internal error; see the service's log", cause: error)
    }
}
