import DockerEngine
import FoundationEssentials

/// How many TCP connections to port 80 of a container stand, whoever made them.
///
/// The container's own table is read (`/proc/<pid>/net/tcp`, proc(5)), so it does not matter where Traefik runs.
struct OpenConnections {
    let docker: DockerEngine

    /// - Returns: `nil` where it cannot be told: without a permission, or where dockerd runs on another host.
    func count(of replica: Replica) async -> Int? {
        guard let state = try? await docker.inspectContainer(replica.id).state else { return nil }
        guard state.isRunning else { return 0 }
        guard let process = state.pid, process > 0 else { return nil }
        let tables = ["tcp", "tcp6"].compactMap { name in
            try? String(contentsOfFile: "/proc/\(process)/net/\(name)", encoding: .utf8)
        }
        return tables.isEmpty ? nil : tables.map { Self.count(in: $0, port: 80) }.reduce(0, +)
    }

    /// Rows of one table that are established or are being so, at the given local port.
    static func count(in table: String, port: UInt16) -> Int {
        table.split(separator: "\n").dropFirst().count { row in
            // sl local_address rem_address st …; addresses are hexadecimal, ADDRESS:PORT.
            let fields = row.split(separator: " ")
            guard fields.count > 3, let local = fields[1].split(separator: ":").last else { return false }
            return UInt16(local, radix: 16) == port && (fields[3] == "01" || fields[3] == "03")
        }
    }
}
