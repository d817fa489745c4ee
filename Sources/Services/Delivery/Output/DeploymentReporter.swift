/// Says what happens to a deployment, to the pusher's terminal and to its log alike.
struct DeploymentReporter: Sendable {
    let transcript: Transcript
    let log: DeploymentLog
    /// `nil` when nobody watches, as in a detached deployment.
    let terminal: Terminal?

    func tell(_ event: TranscriptEvent) {
        let lines = transcript.lines(for: event)
        log.append(lines)
        show(lines)
    }

    /// Says it in the log first, then does `work`, then shows it: followers of the log have the last line when the state
    /// changes, and the terminal does not promise what has not happened.
    func tell<Failure: Error>(
        _ event: TranscriptEvent, after work: () async throws(Failure) -> Void
    ) async throws(Failure) {
        let lines = transcript.lines(for: event)
        log.append(lines)
        await log.flush()
        try await work()
        show(lines)
    }

    private func show(_ lines: [TranscriptLine]) {
        guard let terminal else { return }
        for line in lines { terminal.write(line.rendered) }
    }
}
