import ArgumentParser
import ClientAPIContract

struct Stop: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops the application; paastech deploy starts it again.")

    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        do {
            _ = try await client.call(.project(.stop, project.id), returning: NoContent.self, within: .seconds(120))
        } catch let error as ClientError {
            throw error.aboutApplication(of: project)
        }
        session.console.line("stopped \(project.name); start it again with: paastech deploy")
    }
}
