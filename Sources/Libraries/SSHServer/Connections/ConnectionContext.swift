import Logging

/// What a connection knows of its server.
struct ConnectionContext: Sendable {
    let id: UInt64
    let address: NetworkAddress
    let configuration: SSHServerConfiguration
    let delegate: any SSHServerDelegate
    let registry: ConnectionRegistry
    let serverLogger: Logger

    /// Logs with the connection's number and client. Nothing is put together for a level that is not logged: most connections
    /// are strangers', and they cost little.
    func log(_ level: Logger.Level, _ message: Logger.Message, _ metadata: @autoclosure () -> Logger.Metadata = [:]) {
        guard level >= serverLogger.logLevel else { return }
        let own: Logger.Metadata = ["connection": "\(id)", "client": "\(address)"]
        serverLogger.log(level: level, message, metadata: own.merging(metadata()) { $1 })
    }
}
