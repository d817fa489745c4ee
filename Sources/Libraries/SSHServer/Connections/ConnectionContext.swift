import Logging

/// What a connection knows of its server.
struct ConnectionContext: Sendable {
    let id: UInt64
    let address: NetworkAddress
    let configuration: SSHServerConfiguration
    let delegate: any SSHServerDelegate
    let registry: ConnectionRegistry
    let logger: Logger
}
