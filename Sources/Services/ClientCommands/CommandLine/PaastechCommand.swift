import ArgumentParser

/// `paastech`, the command of those who deploy.
struct PaastechCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paastech", abstract: "Looks after the applications you deploy with git push.",
        discussion: """
            The project is the one the git remote "paastech" of this repository leads to, or --project.
            The server is --server, or PAASTECH_SERVER, or the one this repository was connected to by init, or the one of \
            the last login.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Account", subcommands: [Register.self, Login.self, Logout.self, Account.self, Keys.self]),
            CommandGroup(
                name: "Projects",
                subcommands: [Init.self, Projects.self, Info.self, Open.self, Config.self, Delete.self]),
            CommandGroup(
                name: "Deployments",
                subcommands: [
                    Push.self, Status.self, Logs.self, Deployments.self, Rollback.self, Redeploy.self, Cancel.self,
                    Stop.self, Deploy.self,
                ]),
        ])
}
