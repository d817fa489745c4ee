import ArgumentParser

/// Which server a command talks to.
struct ServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The platform's API.", valueName: "url"))
    var server: ServerAddress?

    @Option(
        help: ArgumentHelp(
            "PEM file of the authorities to trust instead of the system's; kept by login and register.",
            valueName: "file"))
    var cacert: String?
}

/// Which project a command is about.
struct ProjectOptions: ParsableArguments {
    @Option(
        name: [.customShort("p"), .long],
        help: ArgumentHelp("NAME, OWNER/NAME or the id; default: the git remote \"paastech\".", valueName: "project"))
    var project: String?

    @OptionGroup var server: ServerOptions
}

/// How a listing is printed.
struct ListingOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false
}

/// Whether a command that starts a deployment waits for it.
struct WaitingOptions: ParsableArguments {
    @Flag(help: "Return as soon as the deployment is accepted instead of following it.")
    var detach = false
}
