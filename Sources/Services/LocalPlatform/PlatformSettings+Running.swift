import Configuration
import Foundation
import PlatformModel

extension PlatformSettings {
    /// Takes over where the parts of a platform on the same data directory are, for a service that runs beside it; what the
    /// operator has set stays. A running `up` says it; the registry's address is kept by one that is stopped, too.
    ///
    /// - Returns: whether the registry is known now.
    public mutating func adoptAddresses(
        of directory: DataDirectory, unlessSetIn config: ConfigReader
    ) throws(PlatformError) -> Bool {
        let running = try? Endpoints(readingFrom: directory.endpoints)
        func isSet(_ key: ConfigKey) -> Bool { config.string(forKey: key) != nil }
        if let running {
            if !isSet("paastech.ssh"), !isSet("paastech.ssh.public") {
                sshPublic = try HostAndPort(parsing: running.ssh)
            }
            if !isSet("paastech.http") { http = try HostAndPort(parsing: running.http) }
            if !isSet("paastech.https"), let text = running.https { https = try HostAndPort(parsing: text) }
            if !isSet("paastech.domain") { domain = running.domain }
            if databaseURL == nil { databaseURL = running.database }
        }
        if isSet("paastech.registry") { return true }
        guard let known = running?.registry ?? (try? String(contentsOfFile: directory.registryAddress, encoding: .utf8))
        else { return false }
        registry = try HostAndPort(parsing: known)
        return true
    }
}
