import Glibc

/// A hook's side of the reception.
public struct ReceptionClient: Sendable {
    private let address: ReceptionAddress
    private static let secondsToWait = 10

    /// `nil` for a path that is no socket's.
    public init?(path: String) {
        guard let address = ReceptionAddress(path: path) else { return nil }
        self.address = address
    }

    /// Whether the gatekeeper has done it; blocks the thread. Every failure is a no: the hook then does it itself.
    public func ask(_ request: ReceptionRequest) -> Bool {
        let socket = ReceptionAddress.socket(waitingAtMost: Self.secondsToWait)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        guard address.withPointer({ connect(socket, $0, $1) }) == 0 else { return false }
        let question = Array(request.line.utf8)
        guard send(socket, question, question.count, CInt(MSG_NOSIGNAL)) == question.count else { return false }
        var answer = [UInt8](repeating: 0, count: ReceptionRequest.done.utf8.count)
        let count = recv(socket, &answer, answer.count, CInt(MSG_WAITALL))
        return count == answer.count && answer.elementsEqual(ReceptionRequest.done.utf8)
    }
}
