import ArgumentParser

/// `paastech`, the command of those who deploy.
struct PaastechCommand: ParsableCommand {
    /// Of this client and of the API it was made for.
    static let version = "1.0.0"

    static let configuration = CommandConfiguration(
        commandName: "paastech", abstract: "Looks after the applications you deploy with git push.",
        discussion: """
            The project is the one the git remote "paastech" of this repository leads to, or --project.
            The server is --server, or PAASTECH_SERVER, or the one this repository was connected to by init, or the one of \
            the last login. It is reached through the proxy in https_proxy (http_proxy, all_proxy), but for the hosts in \
            no_proxy. Its certificate is trusted by --cacert, or PAASTECH_CACERT, or the --cacert of the last login, or \
            the system.
            """,
        version: version,
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
