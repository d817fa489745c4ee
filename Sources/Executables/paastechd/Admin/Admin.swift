import ArgumentParser

/// What an operator does where no login exists.
struct Admin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Manages users, keys, projects and deployments.",
        subcommands: [UserCommands.self, KeyCommands.self, ProjectCommands.self, DeploymentCommands.self])
}

struct UserCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Manages accounts.",
        subcommands: [CreateUser.self, ListUsers.self, SetPassword.self, RemoveUser.self])
}

struct KeyCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Manages SSH keys.", subcommands: [AddKey.self, ListKeys.self, RemoveKey.self])
}

struct ProjectCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Manages projects.",
        subcommands: [CreateProject.self, ListProjects.self, RemoveProject.self])
}

struct DeploymentCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployment", abstract: "Shows deployments.", subcommands: [ListDeployments.self])
}
