import FoundationEssentials
import PlatformModel

/// One project's route as Traefik's file provider reads it (Traefik 3, "Dynamic Configuration", HTTP).
struct TraefikRoute: Sendable, Equatable {
    let project: ProjectID
    let deployment: DeploymentID
    let number: Int
    let hosts: [String]
    /// URLs of the healthy replicas.
    let servers: [String]

    static func server(_ address: String) -> String { "http://\(address):80" }

    /// `Host(…) || Host(…)`; hosts have been validated, so nothing can end the back-quoted text.
    static func rule(_ hosts: [String]) -> String { hosts.map { "Host(`\($0)`)" }.joined(separator: " || ") }

    /// The name of the file, without the directory.
    static func fileName(of project: ProjectID) -> String { "\(project).yml" }

    /// The contents: JSON, which is YAML too, under one comment that says what is routed. The comment, not the servers'
    /// addresses, tells a later start which deployment serves, since addresses change.
    func contents(entryPoints: [String]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Data("\(header)\n".utf8) + (try encoder.encode(document(entryPoints: entryPoints))) + Data("\n".utf8)
    }

    /// The deployment of a file's first line, or `nil` when it is none of ours.
    static func deployment(inHeader line: some StringProtocol) -> (id: DeploymentID, number: Int)? {
        let words = line.split(separator: " ")
        guard words.count == 5, words[0] == "#", words[1] == "deployment", let number = Int(words[2]), words[3] == "id",
            let id = DeploymentID(words[4])
        else { return nil }
        return (id, number)
    }

    private var header: String { "# deployment \(number) id \(deployment)" }

    private func document(entryPoints: [String]) -> Document {
        let name = "\(project)"
        return Document(
            http: .init(
                routers: [
                    name: .init(
                        rule: Self.rule(hosts), service: name, entryPoints: entryPoints,
                        middlewares: ["\(name)-retry"])
                ],
                services: [name: .init(loadBalancer: .init(servers: servers.map { .init(url: $0) }))],
                // A connection that a server refuses or closes before it answers is tried again on the next.
                middlewares: ["\(name)-retry": .init(retry: .init(attempts: 3, initialInterval: "50ms"))]))
    }

    private struct Document: Encodable {
        struct HTTP: Encodable {
            let routers: [String: Router]
            let services: [String: Service]
            let middlewares: [String: Middleware]
        }
        struct Router: Encodable {
            let rule: String
            let service: String
            let entryPoints: [String]
            let middlewares: [String]
        }
        struct Service: Encodable {
            let loadBalancer: LoadBalancer
        }
        struct LoadBalancer: Encodable {
            let servers: [Server]
        }
        struct Server: Encodable {
            let url: String
        }
        struct Middleware: Encodable {
            struct Retry: Encodable {
                let attempts: Int
                let initialInterval: String
            }
            let retry: Retry
        }
        let http: HTTP
    }
}
