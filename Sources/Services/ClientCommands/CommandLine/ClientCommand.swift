import ArgumentParser

/// A command that works in a session. Commands run on the main actor: they may block its thread (a prompt, git), which is
/// not one of the cooperative pool.
protocol ClientCommand: ParsableCommand {
    @MainActor
    mutating func run(in session: Session) async throws
}
