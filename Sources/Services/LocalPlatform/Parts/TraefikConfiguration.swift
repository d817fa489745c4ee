/// Traefik's static configuration, as far as the platform sets it (Traefik 3, "Static Configuration").
struct TraefikConfiguration: Encodable {
    struct EntryPoint: Encodable {
        struct HTTP: Encodable {
            let tls: TLS
        }
        struct TLS: Encodable {
            struct Domain: Encodable {
                let main: String
            }
            let certResolver: String
            let domains: [Domain]
        }
        let address: String
        let http: HTTP?
    }

    struct Providers: Encodable {
        struct File: Encodable {
            let directory: String
            let watch: Bool
        }
        /// The default of 2 s would be the better part of a rollout.
        let providersThrottleDuration: String
        let file: File
    }

    struct Resolver: Encodable {
        struct ACME: Encodable {
            struct DNSChallenge: Encodable {
                /// How it is found out that the record has reached everybody before the authority is called.
                struct Propagation: Encodable {
                    let disableANSChecks: Bool
                    let requireAllRNS: Bool
                }
                let provider: String
                let resolvers: [String]?
                let propagation: Propagation?

                init(provider: String, resolvers: [String]) {
                    self.provider = provider
                    self.resolvers = resolvers.isEmpty ? nil : resolvers
                    propagation = resolvers.isEmpty ? nil : Propagation(disableANSChecks: true, requireAllRNS: true)
                }
            }
            let email: String
            let storage: String
            let caServer: String?
            let caCertificates: [String]?
            let dnsChallenge: DNSChallenge
        }
        let acme: ACME
    }

    struct API: Encodable {
        let insecure: Bool
        let dashboard: Bool
    }

    struct Ping: Encodable {
        let entryPoint: String
    }

    struct Log: Encodable {
        let level: String
    }

    struct Global: Encodable {
        let checkNewVersion: Bool
        let sendAnonymousUsage: Bool
    }

    struct ServersTransport: Encodable {
        struct ForwardingTimeouts: Encodable {
            let idleConnTimeout: String
        }
        let forwardingTimeouts: ForwardingTimeouts
    }

    let entryPoints: [String: EntryPoint]
    let providers: Providers
    let certificatesResolvers: [String: Resolver]?
    /// A rollout waits for connections to the old version to end; idle ones, kept for 90 s by default, are no requests.
    /// A new connection to a container of the same host costs next to nothing.
    let serversTransport = ServersTransport(forwardingTimeouts: .init(idleConnTimeout: "250ms"))
    /// Without authentication, on an entry point that listens on loopback only.
    let api = API(insecure: true, dashboard: false)
    let ping = Ping(entryPoint: "traefik")
    let log = Log(level: "WARN")
    let global = Global(checkNewVersion: false, sendAnonymousUsage: false)
}
