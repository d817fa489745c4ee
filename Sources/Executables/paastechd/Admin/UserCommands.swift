import ArgumentParser
import PasswordHashing
import PlatformModel

struct CreateUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Creates an account.")

    @Argument(help: "User name: 3 to 30 characters a-z, 0-9 and hyphens.") var name: String
    @Option(help: "E-mail address.") var email: String
    @Flag(help: "Make the account an administrator.") var admin = false
    @Flag(help: "Read the password from standard input; without it the account cannot log in.") var passwordStdin =
        false
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let name = try UserName(parsing: name)
        guard email.split(separator: "@").count == 2, email.utf8.count <= 254 else {
            throw fail(.invalid, "\(email.quotedForDisplay) is not an e-mail address")
        }
        let hash = try passwordStdin ? readPassword() : nil
        let user = try await platform.database.createUser(
            name: name, email: email, passwordHash: hash, isAdministrator: admin)
        print("created user \(user.name)")
    }
}

struct ListUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the accounts.")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let users = try await options.open().database.users()
        if json { return try printJSON(users.map(UserListing.init)) }
        for user in users {
            print("\(user.name)\t\(user.email)\(user.isAdministrator ? "\tadministrator" : "")")
        }
    }
}

struct SetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Sets the password of an account.")

    @Argument var user: String
    @Flag(help: "Read the password from standard input.") var passwordStdin = false
    @OptionGroup var options: AdminOptions

    func validate() throws {
        guard passwordStdin else { throw ValidationError("Pass --password-stdin and the password on standard input.") }
    }

    func run() async throws {
        let platform = try options.open()
        let user = try await platform.user(user)
        try await platform.database.setPasswordHash(readPassword(), of: user.id)
        print("changed the password of \(user.name)")
    }
}

struct RemoveUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes an account that owns no project, with its keys.")

    @Argument var user: String
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let user = try await platform.user(user)
        try await platform.database.removeUser(user.id)
        print("removed user \(user.name)")
    }
}

/// Reads and hashes a password: 8 to 256 characters.
private func readPassword() throws -> String {
    let password = try readStandardInput()
    guard (8...256).contains(password.count) else { throw fail(.invalid, "a password has 8 to 256 characters") }
    return try PasswordHash(of: password).text
}
