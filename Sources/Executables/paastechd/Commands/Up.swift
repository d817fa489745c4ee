import ArgumentParser
import Foundation
import LocalPlatform
import PlatformModel

/// Everything on one machine, in the foreground.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs everything on one machine, in the foreground; Ctrl-C stops it cleanly.")

    @OptionGroup var options: PlatformOptions
    @Option(help: "HOST:PORT of the SSH server; port 0 picks a free one.") var ssh: String?
    @Option(help: "HOST:PORT at which applications answer.") var http: String?
    @Option(help: "HOST:PORT of the client API.") var api: String?
    @Option(help: "HOST:PORT of the image registry.") var registry: String?
    @Option(help: "Applications answer at <project>.user-app.<domain>.") var domain: String?
    @Option(help: "HOST:PORT at which applications answer with TLS.") var https: String?
    @Option(help: "Account of the certificate authority.") var acmeEmail: String?
    @Option(help: "Traefik's name of the DNS provider for the DNS-01 challenge.") var dnsProvider: String?

    func run() async throws {
        let settings = try overridden(options.settings())
        startLogging(level: settings.logLevel)
        let machine = try Machine(settings: settings, environment: ProcessInfo.processInfo.environment)
        try await machine.run()
    }

    private func overridden(_ settings: PlatformSettings) throws -> PlatformSettings {
        var settings = settings
        if let ssh { settings.ssh = try HostAndPort(parsing: ssh) }
        if let http { settings.http = try HostAndPort(parsing: http) }
        if let api { settings.api = try HostAndPort(parsing: api) }
        if let registry { settings.registry = try HostAndPort(parsing: registry) }
        if let https { settings.https = try HostAndPort(parsing: https) }
        settings.domain = domain ?? settings.domain
        settings.acmeEmail = acmeEmail ?? settings.acmeEmail
        settings.dnsProvider = dnsProvider ?? settings.dnsProvider
        guard settings.https == nil || (settings.acmeEmail != nil && settings.dnsProvider != nil) else {
            throw fail(.invalid, "--https needs --acme-email and --dns-provider for its certificate")
        }
        return settings
    }
}
