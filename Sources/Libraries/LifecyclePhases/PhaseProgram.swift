import ApplicationImages
import BuildpackLifecycle
import Glibc
import LinuxSystem

/// One of the lifecycle's programs from its start to its exit status.
public struct PhaseProgram {
    /// The variable with logins for registries.
    static let credentials = "CNB_REGISTRY_AUTH"

    private let phase: Phase
    private let arguments: [String]
    private let environment: [String: String]
    private let transports: RegistryTransports

    public init(
        _ phase: Phase, arguments: [String], environment: [String: String], transports: RegistryTransports
    ) {
        self.phase = phase
        self.transports = transports
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs the phase that the program's own name, the first of `arguments`, stands for.
    public static func run(
        _ arguments: [String], environment: [String: String], transports: RegistryTransports
    ) -> CInt {
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        guard let phase = Phase(rawValue: name) else {
            let known = Phase.allCases.map(\.rawValue).joined(separator: ", ")
            PhaseLog().line("ERROR: \(name) is no phase; start this program as one of \(known)")
            return LifecycleStatus.invalidArguments.rawValue
        }
        return PhaseProgram(
            phase, arguments: Array(arguments.dropFirst()), environment: environment, transports: transports
        ).run()
    }

    /// Runs the phase: logs on standard output, what went wrong on standard error.
    public func run() -> CInt {
        signal(SIGPIPE, SIG_IGN)
        umask(0o022)
        var status = LifecycleStatus.platformAPI
        do {
            // Buildpacks may run as the same user beside a creator.
            if environment[Self.credentials] != nil { try ProcessImage.hide() }
            try checkPlatformAPI()
            status = .invalidArguments
            let inputs = try PhaseInputs(phase, arguments: arguments, environment: environment)
            status = phase.failureStatus
            try run(inputs)
            return 0
        } catch let error as BuildpackError {
            let known = LifecycleStatus(for: error, in: status)
            return fail(known.rawValue, "\(known.failure): \(error.message)")
        } catch let error as BuildFailure {
            // The reason has been told where it arose.
            if case .lifecycle(let code) = error.code { return CInt(code) }
            return fail(status.rawValue, "\(status.failure): \(error.message)")
        } catch {
            return fail(status.rawValue, "\(status.failure): \(error)")
        }
    }

    private func fail(_ status: CInt, _ message: String) -> CInt {
        PhaseLog().line("ERROR: \(message)")
        return status
    }

    /// Before anything else is understood (Platform specification, "Platform API Compatibility").
    private func checkPlatformAPI() throws(BuildpackError) {
        guard let wanted = environment["CNB_PLATFORM_API"], !wanted.isEmpty else {
            let supported = PlatformAPI.supported.joined(separator: ", ")
            throw BuildpackError(.unusable, "CNB_PLATFORM_API is not set; supported are \(supported)")
        }
        try PlatformAPI.check(wanted)
    }

    private func run(_ inputs: PhaseInputs) throws {
        switch phase {
        case .analyzer: try AnalysisPhase(inputs: inputs, store: inputs.store(transports)).run()
        case .detector: try DetectionPhase(inputs: inputs, environment: environment).run()
        case .restorer: try RestorationPhase(inputs: inputs).run()
        case .builder: try BuildingPhase(inputs: inputs, environment: environment).run()
        case .exporter: try ExportPhase(inputs: inputs, store: inputs.store(transports)).run()
        case .creator: try CreationPhase(inputs: inputs, environment: environment).run()
        case .rebaser: try RebasePhase(inputs: inputs, store: inputs.store(transports)).run()
        }
    }
}
