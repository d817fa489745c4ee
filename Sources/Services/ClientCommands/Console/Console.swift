import Glibc

/// The terminal, or what stands in its place: answers on standard output, everything else on standard error.
@MainActor
final class Console {
    /// Whether a person can answer a question here.
    let isInteractive: Bool
    let style: Style
    let errorStyle: Style
    let isOutputTerminal: Bool

    init(environment: [String: String]) {
        let isDumb = environment["TERM"] == "dumb"
        let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty && !isDumb
        isOutputTerminal = isatty(STDOUT_FILENO) == 1
        isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        style = Style(isEnabled: wantsColour && isOutputTerminal)
        errorStyle = Style(isEnabled: wantsColour && isatty(STDERR_FILENO) == 1)
    }

    /// A line of the answer.
    func line(_ text: String = "") {
        Self.write(text + "\n", to: STDOUT_FILENO)
    }

    /// A line that is not part of the answer: what happens, what is waited for.
    func note(_ text: String) {
        Self.write(text + "\n", to: STDERR_FILENO)
    }

    func error(_ text: String) {
        Self.write(errorStyle.red(text) + "\n", to: STDERR_FILENO)
    }

    /// Without a line end, for prompts.
    func prompt(_ text: String) {
        Self.write(text, to: STDERR_FILENO)
    }

    /// Runs `body` and says what it waits for when it takes longer than a second.
    func waiting<Value: Sendable>(
        for what: String, _ body: @MainActor () async throws -> Value
    ) async rethrows -> Value {
        // Not a child task: it has nothing to give back, and `body` must not wait for it.
        let notice = Task {
            try await Task.sleep(for: .seconds(1))
            note(errorStyle.dim("waiting for \(what) …"))
        }
        defer { notice.cancel() }
        return try await body()
    }

    /// Writes everything. A reader that has gone (`paastech logs | head`) ends the program as SIGPIPE would, which is
    /// ignored because of the HTTP connections.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                exit(128 + SIGPIPE)
            } else if errno != EINTR && errno != EAGAIN {
                return
            }
        }
    }
}
