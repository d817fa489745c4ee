import ArgumentParser

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "SSH keys that may push for you.",
        subcommands: [ListKeys.self, AddKey.self, RemoveKey.self], defaultSubcommand: ListKeys.self)
}
