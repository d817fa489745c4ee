import ApplicationImages
import DockerEngine
import OCIRegistry

/// Shows what builders and application images consist of, in the registry of their name and in the daemon.
public struct ImageInspector: Sendable {
    private let lookup: ImageLookup
    private let format: InspectionFormat
    private let output: BuildOutput

    public init(
        engine: DockerEngine, logins: RegistryLogins = .none, format: InspectionFormat = .humanReadable,
        output: BuildOutput
    ) {
        lookup = ImageLookup(engine: engine, logins: logins)
        self.format = format
        self.output = output
    }

    /// What one place has of an image, for people and for programs.
    private struct Finding: Sendable {
        /// Whole lines.
        var text: String
        var document: JSONValue
    }

    /// Shows a builder's run image, buildpacks and order.
    public func builder(_ name: String) async throws {
        let about: [String: JSONValue] = [
            "builder_name": .string(name), "trusted": .boolean(false), "default": .boolean(false),
        ]
        try await show("builder", name, about) { image in
            let inspection = try BuilderInspection(name, image)
            return Finding(text: inspection.text, document: inspection.document)
        }
    }

    /// Shows an application image's base, buildpacks and processes.
    public func application(_ name: String) async throws {
        try await show("image", name, ["image_name": .string(name)]) { image in
            let inspection = ApplicationInspection(image)
            return Finding(text: inspection.text, document: inspection.document)
        }
    }

    private func show(
        _ kind: String, _ name: String, _ about: [String: JSONValue],
        _ read: @Sendable (ImageConfiguration) throws -> Finding
    ) async throws {
        async let found = finding { try await lookup.inRegistry(name).map(read) }
        let local = await finding { try await lookup.inDaemon(name).map(read) }
        let remote = await found
        guard format != .humanReadable else { return try showText(kind, name, remote: remote, local: local) }
        let pair = (try value(local, of: name), try value(remote, of: name))
        guard pair.0 != nil || pair.1 != nil else { throw missing(kind, name) }
        var document = about
        document["local_info"] = pair.0?.document ?? .null
        document["remote_info"] = pair.1?.document ?? .null
        output.text(try format.document(.object(document)))
    }

    private func finding(_ work: () async throws -> Finding?) async -> Result<Finding?, any Error> {
        do {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }

    /// A document has no place for what went wrong in one of its halves.
    private func value(_ result: Result<Finding?, any Error>, of name: String) throws -> Finding? {
        do {
            return try result.get()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw BuildFailure(.infrastructure, "preparing output for '\(name)': \(error)")
        }
    }

    private func showText(
        _ kind: String, _ name: String, remote: Result<Finding?, any Error>, local: Result<Finding?, any Error>
    ) throws {
        let findings = [remote, local].map { (try? $0.get()) ?? nil }
        guard findings.contains(where: { $0 != nil }) else {
            for case .failure(let error) in [remote, local] where error is CancellationError { throw error }
            throw missing(kind, name, because: [remote, local])
        }
        output.line("Inspecting \(kind): '\(name)'")
        for (place, result) in [("REMOTE", remote), ("LOCAL", local)] {
            output.line("\n\(place):")
            switch result {
            case .success(let finding?): output.line(String(finding.text.dropLast()))
            case .success(nil): output.line("(not present)")
            case .failure(let error): output.line("ERROR: \(error)")
            }
        }
    }

    private func missing(
        _ kind: String, _ name: String, because results: [Result<Finding?, any Error>] = []
    ) -> BuildFailure {
        var reasons: [String] = []
        for case .failure(let error) in results where !reasons.contains("\(error)") { reasons.append("\(error)") }
        let why = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
        return BuildFailure(.invalid, "unable to find \(kind) '\(name)' locally or remotely\(why)")
    }
}
