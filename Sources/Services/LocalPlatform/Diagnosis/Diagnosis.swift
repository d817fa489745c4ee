import DockerEngine
import Foundation
import Glibc
import LinuxSystem

/// Looks at every part a platform needs and says for each what is wrong and which command mends it.
public struct Diagnosis: Sendable {
    private let settings: PlatformSettings
    private let directory: DataDirectory
    private let searchPath: String

    public init(settings: PlatformSettings, searchPath: String) {
        self.settings = settings
        directory = DataDirectory(path: settings.dataDirectory)
        self.searchPath = searchPath
    }

    /// Everything but the database, which its owner looks at.
    public func findings() async -> [Finding] {
        var findings = await docker()
        findings.append(contentsOf: [postgresPrograms, registryProgram, traefikProgram, pack, git, diskSpace, clock])
        if let endpoints = try? Endpoints(readingFrom: directory.endpoints) {
            findings.append(await running(endpoints))
        } else {
            findings.append(Finding("platform", .warning, "not running", remedy: "paastechd up"))
        }
        return findings
    }

    private func docker() async -> [Finding] {
        let engine = DockerEngine(socketPath: settings.dockerSocket)
        guard let info = try? await engine.info() else {
            return [
                Finding(
                    "docker", .broken, "no engine answers on \(settings.dockerSocket)",
                    remedy: "systemctl start docker, or let paastechd up start one as root")
            ]
        }
        var findings = [Finding("docker", .good, "engine \(info.serverVersion ?? "of unknown version")")]
        if info.isLiveRestoreEnabled == false {
            findings.append(
                Finding(
                    "docker", .warning, "without live-restore the applications die with the daemon",
                    remedy: #"add "live-restore": true to /etc/docker/daemon.json and run systemctl reload docker"#))
        }
        let hasBuilder = (try? await engine.inspectImage(settings.builder)) != nil
        findings.append(
            hasBuilder
                ? Finding("builder", .good, settings.builder)
                : Finding("builder", .broken, "\(settings.builder) is not there", remedy: ".dev/images"))
        return findings
    }

    private var postgresPrograms: Finding {
        if settings.databaseURL != nil { return Finding("postgresql", .good, "PAASTECH_DATABASE_URL is set") }
        do {
            _ = try EmbeddedPostgres(directory: directory)
            return Finding("postgresql", .good, "installed")
        } catch {
            return Finding("postgresql", .broken, "\(error)", remedy: "apt-get install postgresql")
        }
    }

    private var registryProgram: Finding {
        program("docker-registry", part: "registry", remedy: "apt-get install docker-registry")
    }

    private var traefikProgram: Finding {
        program(settings.traefik ?? "traefik", part: "traefik", remedy: "make bootstrap, or set PAASTECH_TRAEFIK")
    }

    private var git: Finding { program("git", part: "git", remedy: "apt-get install git") }

    private var pack: Finding {
        if let found = ChildCommand.find(settings.pack ?? "pack", in: searchPath) {
            return Finding("pack", .good, found)
        }
        if let wanted = settings.pack {
            return Finding(
                "pack", .broken, "PAASTECH_PACK names \(wanted), which is no program", remedy: "unset PAASTECH_PACK")
        }
        return Finding("pack", .good, "not installed: the bundled paastech-pack builds")
    }

    private func program(_ name: String, part: String, remedy: String) -> Finding {
        if let found = ChildCommand.find(name, in: searchPath) { return Finding(part, .good, found) }
        return Finding(part, .broken, "\(name) is not installed", remedy: remedy)
    }

    /// Images need room: below 2 GiB builds fail, below 10 they soon will.
    private var diskSpace: Finding {
        var status = statvfs()
        let place = access(directory.path, F_OK) == 0 ? directory.path : "/"
        guard statvfs(place, &status) == 0 else { return Finding("disk", .warning, "cannot look at \(place)") }
        let gibibytes = Double(status.f_bavail) * Double(status.f_frsize) / Double(1 << 30)
        let text = "\(String(format: "%.1f", gibibytes)) GiB free at \(place)"
        if gibibytes < 2 { return Finding("disk", .broken, text, remedy: "docker image prune, or a larger disk") }
        return Finding(
            "disk", gibibytes < 10 ? .warning : .good, text, remedy: gibibytes < 10 ? "docker image prune" : nil)
    }

    /// Certificates and sessions are judged by the clock; a machine that woke up in the past fails in odd ways.
    private var clock: Finding {
        let now = Date()
        let built = (try? FileManager.default.attributesOfItem(atPath: "/proc/self/exe")[.modificationDate]) as? Date
        guard let built, now < built else { return Finding("clock", .good, now.formatted(.iso8601)) }
        return Finding(
            "clock", .broken, "\(now.formatted(.iso8601)) is before this program was built",
            remedy: "timedatectl set-ntp true")
    }

    private func running(_ endpoints: Endpoints) async -> Finding {
        guard kill(endpoints.pid, 0) == 0 || errno == EPERM else {
            return Finding("platform", .warning, "process \(endpoints.pid) is gone", remedy: "paastechd up")
        }
        guard await HTTPProbe.answers("http://\(endpoints.registry)/v2/") else {
            return Finding(
                "platform", .broken, "the registry does not answer on \(endpoints.registry)",
                remedy: "see \(directory.log)/registry.log")
        }
        return Finding(
            "platform", .good, "running as process \(endpoints.pid), ssh \(endpoints.ssh), http \(endpoints.http)")
    }
}
