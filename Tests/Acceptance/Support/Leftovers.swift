import Foundation
import LinuxSystem
import TestSupport

/// What a finished platform must not have around: exports, builder containers, lock files of pushes.
func leftovers(of platform: any PlatformUnderTest) async throws -> [String] {
    let manager = FileManager.default
    let locks = (try? manager.contentsOfDirectory(atPath: "\(platform.dataDirectory)/locks/pushes")) ?? []
    let builds = (try? manager.contentsOfDirectory(atPath: "\(platform.dataDirectory)/builds")) ?? []
    let identity = try platformID(platform)
    let containers = try await platform.docker([
        "ps", "--all", "--quiet", "--filter", "label=paastech.platform=\(identity)",
    ])
    let applications = try await platform.docker([
        "ps", "--all", "--quiet", "--filter", "label=paastech.platform=\(identity)", "--filter",
        "label=paastech.replica",
    ])
    return builds + locks + Set(containers).subtracting(applications)
}

func runningContainers(of developer: Developer) async throws -> [String] {
    let id = try await developer.projectListing().id
    return try await developer.platform.docker(["ps", "--quiet", "--filter", "label=paastech.project=\(id)"])
}

/// The hook processes of one platform: their environment names its data directory.
func hookProcesses(of platform: any PlatformUnderTest) async throws -> [pid_t] {
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
    return processes.filter { process in
        let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
        guard executable?.hasSuffix("/deliver-push") == true else { return false }
        let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
        return String(decoding: environment, as: UTF8.self).contains("PAASTECH_DATA_DIR=\(platform.dataDirectory)\0")
    }
}

/// Removes the applications that a stopped platform leaves running on purpose.
func removeContainers(of platform: any PlatformUnderTest) async throws {
    let filter = ["--filter", "label=paastech.platform=\(try platformID(platform))"]
    for container in try await platform.docker(["ps", "--all", "--quiet"] + filter) {
        _ = try await platform.docker(["rm", "--force", container])
    }
    for network in try await platform.docker(["network", "ls", "--quiet"] + filter) {
        _ = try await platform.docker(["network", "rm", network])
    }
}

private func platformID(_ platform: any PlatformUnderTest) throws -> String {
    try String(contentsOfFile: "\(platform.dataDirectory)/platform-id", encoding: .utf8)
        .trimmingCharacters(in: .whitespacesAndNewlines)
}
