import CurlClient
import FoundationEssentials

/// What the Docker daemon refused, or why it could not be asked.
public struct DockerError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// 400: the request makes no sense to the daemon.
        case invalid
        /// 401 and 403.
        case forbidden
        /// 404: no such image, container, network or volume.
        case notFound
        /// 409: a name in use, a container in the wrong state.
        case conflict
        /// 5xx: the daemon tried and failed.
        case failed
        /// Nobody answers on the socket.
        case unreachable
        /// The daemon did not answer in time.
        case timedOut
        /// The connection broke while an answer was under way.
        case connectionLost
        /// An error reported inside a progress stream that began with HTTP 200.
        case stream
        /// The answer cannot be read.
        case unexpectedAnswer
    }

    public var code: Code
    /// Docker's own words where there are any, one sentence without a full stop.
    public var message: String
    /// HTTP status, zero where no response came.
    public var status: Int

    public init(_ code: Code, _ message: String, status: Int = 0) {
        self.code = code
        self.message = message
        self.status = status
    }

    public var description: String { message }

    init(status: Int, body: [UInt8]) {
        struct Message: Decodable { var message: String }
        let words = (try? JSONDecoder().decode(Message.self, from: Data(body)))?.message
        let code: Code =
            switch status {
            case 404: .notFound
            case 409: .conflict
            case 401, 403: .forbidden
            case 400..<500: .invalid
            default: .failed
            }
        self.init(code, words ?? "docker answered with status \(status)", status: status)
    }

    init(_ error: CurlError, socketPath: String) {
        switch error.code {
        case .connectionRefused, .unreachable, .unknownHost:
            self.init(.unreachable, "docker does not answer at \(socketPath): \(error.message); is dockerd running?")
        case .permissionDenied:
            self.init(.unreachable, "no permission to open \(socketPath); join the docker group or run as root")
        case .timedOut:
            self.init(.timedOut, "docker at \(socketPath) did not answer in time")
        default:
            self.init(.connectionLost, "the connection to docker broke: \(error.message)")
        }
    }
}
