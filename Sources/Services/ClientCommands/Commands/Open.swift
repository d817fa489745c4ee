import ArgumentParser
import LinuxSystem

struct Open: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the application's URL and opens it in a browser where there is one.")

    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (_, project) = try await session.project(options)
        session.console.line(project.url)
        guard session.console.isOutputTerminal, let browser = browser(session.surroundings, project.url) else { return }
        do {
            // In a session of its own, so that it outlives this command and its terminal.
            _ = try ChildProcess(browser)
        } catch {
            session.console.note("\(browser.executable) could not open it: \(error)")
        }
    }

    /// `xdg-open`, in a graphical session only.
    private func browser(_ surroundings: Surroundings, _ url: String) -> ChildCommand? {
        let isGraphical = ["DISPLAY", "WAYLAND_DISPLAY"].contains { surroundings.variable($0) != nil }
        guard isGraphical, let program = ChildCommand.find("xdg-open", in: surroundings.searchPath) else { return nil }
        return ChildCommand(
            executable: program, arguments: [url], environment: surroundings.environment, group: .newSession)
    }
}
