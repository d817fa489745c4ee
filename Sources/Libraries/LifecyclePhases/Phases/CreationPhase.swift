import ApplicationImages
import BuildpackLifecycle
import LinuxSystem

/// `creator`: all phases one after the other (Platform specification, "creator").
///
/// Each is a process of its own: those that run buildpacks give root's rights up for good, and the others keep what
/// they need for the daemon.
struct CreationPhase {
    let inputs: PhaseInputs
    let environment: [String: String]

    func run() throws {
        let skip = inputs.skipsLayers ? ["-skip-layers"] : []
        let tags = inputs.tags.flatMap { ["-tag", $0] }
        let log = inputs.log
        log.phase("ANALYZING")
        try run(.analyzer, skip + tags, inputs.images)
        log.phase("DETECTING")
        try run(.detector)
        log.phase("RESTORING")
        try run(.restorer, skip)
        log.phase("BUILDING")
        try run(.builder)
        log.phase("EXPORTING")
        try run(.exporter, [], inputs.images + inputs.tags)
    }

    /// The environment of phases that start buildpacks, which could read it where they run as the same user.
    private var withoutCredentials: [String: String] { environment.filter { $0.key != PhaseProgram.credentials } }

    /// Throws the phase's own exit status, whose reason it has told itself.
    private func run(_ phase: Phase, _ more: [String] = [], _ words: [String] = []) throws {
        var arguments: [String] = []
        for flag in PhaseFlag.known where flag.phases.contains(phase) || ["uid", "gid"].contains(flag.name) {
            guard let value = inputs.flags.values[flag.name] else { continue }
            arguments.append("-\(flag.name)=\(value)")
        }
        if phase.usesImages { arguments += inputs.insecureRegistries.flatMap { ["-insecure-registry", $0] } }
        let child = try ChildProcess(
            ChildCommand(
                executable: "/proc/self/exe", arguments: arguments + more + words, name: phase.rawValue,
                environment: phase.usesImages ? environment : withoutCredentials, group: .sameAsParent),
            descriptors: [1: 1, 2: 2])
        let status = BuildpackExecution.wait(for: child)
        BuildpackExecution.endStragglers()
        switch status {
        case .exited(0): return
        case .exited(let code): throw BuildFailure.lifecycle(Int(code))
        case .signaled:
            throw BuildFailure(.infrastructure, "the \(phase.rawValue) was ended by \(status)")
        }
    }
}
