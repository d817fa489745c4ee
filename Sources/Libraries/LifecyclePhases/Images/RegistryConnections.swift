import ApplicationImages
import HTTPExchange
import OCIRegistry

/// What registries are spoken to over.
public struct RegistryTransports: Sendable {
    /// For servers that prove who they are.
    let verified: any HTTPTransport
    /// For registries that are said to be insecure.
    let unverified: any HTTPTransport

    public init(verified: any HTTPTransport, unverified: any HTTPTransport) {
        self.verified = verified
        self.unverified = unverified
    }
}

/// The registries a phase speaks to, each set up once.
final class RegistryConnections {
    private let transports: RegistryTransports
    private let insecure: Set<String>
    private let credentials: RegistryCredentialsSource
    private var registries: [String: OCIRegistry] = [:]

    init(_ transports: RegistryTransports, insecure: [String], credentials: RegistryCredentialsSource) {
        self.transports = transports
        self.insecure = Set(insecure)
        self.credentials = credentials
    }

    func registry(_ host: String) throws -> OCIRegistry {
        if let known = registries[host] { return known }
        let registry = try connect(host)
        registries[host] = registry
        return registry
    }

    /// Registries of this machine, of its link and those that are said to be insecure may be without TLS. It is tried first
    /// all the same, but on loopback, where nobody listens in and the authorities need not be read.
    private func connect(_ host: String) throws -> OCIRegistry {
        let isInsecure = insecure.contains(host)
        let transport = isInsecure ? transports.unverified : transports.verified
        let login = try credentials.login(for: host)
        func registry(_ scheme: String) -> OCIRegistry {
            // The Hub's interface has a name of its own.
            let server = host == RegistryPlace.hub ? "registry-1.docker.io" : host
            return OCIRegistry(host: server, scheme: scheme, login: login, transport: transport)
        }
        guard isInsecure || Self.mayBePlain(host) else { return registry("https") }
        let schemes = OCIRegistry.isLoopback(host) && !isInsecure ? ["http", "https"] : ["https", "http"]
        var refusals: [RegistryError] = []
        for candidate in schemes.map(registry) {
            guard let refusal = Self.refusal(of: candidate) else { return candidate }
            refusals.append(refusal)
        }
        // Nobody there, or what is wrong with its TLS: the other attempt failed for being the wrong one.
        throw refusals.first { $0.code == .unreachable } ?? refusals[0]
    }

    /// Why the registry does not answer; nil where it does, be it that it wants to know who asks.
    private static func refusal(of registry: OCIRegistry) -> RegistryError? {
        do {
            try BlockingWait.value { try await registry.ping() }
            return nil
        } catch let error as RegistryError {
            return error.code == .unauthorized ? nil : error
        } catch {
            return RegistryError(.connectionLost, "\(error)")
        }
    }

    /// Hosts whose traffic stays on this machine or its link by their very names.
    private static func mayBePlain(_ host: String) -> Bool {
        let name = host.prefix { $0 != ":" }
        return OCIRegistry.isLoopback(host) || name.hasSuffix(".local") || name.hasSuffix(".localhost")
    }
}
