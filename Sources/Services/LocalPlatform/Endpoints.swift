import Foundation
import PlatformModel

/// The addresses of a running platform, as other commands read them from `endpoints.json`.
public struct Endpoints: Codable, Hashable, Sendable {
    public var ssh: String
    public var http: String
    /// Where TLS is on.
    public var https: String?
    /// Applications answer at `<project>.user-app.<domain>`.
    public var domain: String
    public var api: String?
    public var registry: String
    public var database: String
    public var gitController: String
    public var pomegranate: String
    public var pid: Int32

    public init(
        ssh: String, http: String, https: String?, domain: String, api: String?, registry: String, database: String,
        gitController: String,
        pomegranate: String, pid: Int32
    ) {
        self.ssh = ssh
        self.http = http
        self.https = https
        self.domain = domain
        self.api = api
        self.registry = registry
        self.database = database
        self.gitController = gitController
        self.pomegranate = pomegranate
        self.pid = pid
    }

    /// Writes the file with mode 0600, replacing it in one step.
    public func write(to file: String) throws(PlatformError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let temporary = "\(file).new"
            let contents = try encoder.encode(self)
            let isWritten = FileManager.default.createFile(
                atPath: temporary, contents: contents, attributes: [.posixPermissions: NSNumber(value: 0o600)])
            guard isWritten, rename(temporary, file) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw PlatformError(.internalError, "cannot write \(file): \(error.localizedDescription)", cause: error)
        }
    }

    /// Reads what a running `paastechd up` wrote.
    /// - Throws: ``PlatformError`` with code `unavailable` when there is none.
    public init(readingFrom file: String) throws(PlatformError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw PlatformError(
                .unavailable, "no platform runs here (\(file) cannot be read): start it with paastechd up", cause: error
            )
        }
    }
}
