import DockerEngine
import Glibc
import LinuxSystem

/// Finds out how many TCP connections to port 80 of a container stand, whoever made them.
///
/// The container's own table is read (`/proc/<pid>/net/tcp`, proc(5)), so it does not matter where Traefik runs.
struct OpenConnections {
    let docker: DockerEngine

    /// Asks the daemon once; the table can be read again and again.
    ///
    /// - Returns: `nil` where it cannot be told: without a permission, or where dockerd runs on another host.
    func table(of replica: Replica) async -> ConnectionTable? {
        guard let state = try? await docker.inspectContainer(replica.id).state else { return nil }
        guard state.isRunning else { return ConnectionTable(files: []) }
        guard let process = state.pid, process > 0 else { return nil }
        let files = ["tcp", "tcp6"].compactMap { name in
            try? Descriptor.open("/proc/\(process)/net/\(name)", flags: O_RDONLY)
        }
        return files.isEmpty ? nil : ConnectionTable(files: files)
    }
}

/// The TCP connections of one container.
///
/// An open file shows its own network namespace for as long as it is open: a process that ends, and another one that gets
/// its number, change nothing.
struct ConnectionTable: Sendable {
    /// Empty for a container that has ended.
    let files: [Descriptor]

    /// Connections to port 80 that stand now; `nil` where they cannot be read.
    func count() -> Int? {
        var total = 0
        for file in files {
            guard lseek(file.rawValue, 0, SEEK_SET) == 0, let bytes = try? file.readAll(limit: 16 << 20) else {
                return nil
            }
            total += Self.count(in: String(decoding: bytes, as: UTF8.self), port: 80)
        }
        return total
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
