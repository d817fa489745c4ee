import Glibc
import LinuxSystem

/// Finds the group of buildpacks that builds the application (Buildpack specification, "Phase #1: Detection").
package struct DetectPhase {
    package struct Outcome {
        package var group: [BuildpackStore.Buildpack]
        package var entries: [PlanResolver.PlanEntry]
    }

    let directories: BuildDirectories
    let store: BuildpackStore
    let target: BuildpackTarget
    let environment: BuildEnvironment
    let log: PhaseLog
    let progress: (ProgressEntry) -> Void
    private var results: [String: DetectionResult] = [:]

    package init(
        directories: BuildDirectories, store: BuildpackStore, target: BuildpackTarget, environment: BuildEnvironment,
        log: PhaseLog, progress: @escaping (ProgressEntry) -> Void = { _ in }
    ) {
        self.directories = directories
        self.store = store
        self.target = target
        self.environment = environment
        self.log = log
        self.progress = progress
    }

    /// Tries the groups of `order` until one passes. Throws `nothingDetected`, or `detectionFailed` when no group
    /// passed and a buildpack ended in an error.
    package mutating func run(_ order: BuildpackOrder) throws(BuildpackError) -> Outcome {
        let store = store
        let expander = OrderExpander { reference throws(BuildpackError) in try store.find(reference).descriptor }
        var sawError = false
        var report: [String] = []
        for group in try expander.groups(of: order) {
            try detect(group)
            let attempt = PlanResolver.Attempt(group, results: results)
            sawError = sawError || attempt.sawError
            report += attempt.report
            guard let resolution = attempt.resolution else { continue }
            for line in attempt.report { log.detail(line) }
            if resolution.group.count < group.count {
                log.line("\(resolution.group.count) of \(group.count) buildpacks participating")
            }
            let width = resolution.group.map(\.id.count).max() ?? 0
            for reference in resolution.group {
                let padding = String(repeating: " ", count: width - reference.id.count)
                log.line("\(reference.id)\(padding) \(reference.version ?? "")")
            }
            var found: [BuildpackStore.Buildpack] = []
            for reference in resolution.group { found.append(try store.find(reference)) }
            return Outcome(group: found, entries: resolution.entries)
        }
        for line in report { log.line(line) }
        log.line("ERROR: No buildpack groups passed detection.")
        throw sawError
            ? BuildpackError(.detectionFailed, "buildpack(s) failed with err")
            : BuildpackError(.nothingDetected, "no buildpacks participating")
    }

    /// Runs `bin/detect` of those of the group that have not run yet, all at once.
    private mutating func detect(_ group: [BuildpackReference]) throws(BuildpackError) {
        var running: [DetectRun] = []
        for reference in group where results[reference.name] == nil {
            let buildpack = try store.find(reference)
            let targets = buildpack.descriptor.effectiveTargets
            guard targets.isEmpty || targets.contains(where: { $0.isSatisfied(by: target) }) else {
                results[reference.name] = DetectionResult(
                    .errored("its targets do not include \(target.name)"))
                continue
            }
            let run = DetectRun(buildpack: buildpack, name: reference.name, number: results.count + running.count)
            running.append(try start(run))
        }
        for run in running {
            let descriptor = run.buildpack.descriptor
            progress(.running("\(descriptor.id) \(descriptor.version)"))
            results[run.name] = finish(run)
        }
    }

    private func start(_ run: DetectRun) throws(BuildpackError) -> DetectRun {
        var run = run
        run.plan = directories.temporary.appending("detect-\(run.number)-plan.toml")
        run.output = directories.temporary.appending("detect-\(run.number).log")
        try FileSystem.write(run.plan, [])
        try FileSystem.write(run.output, [])
        let number = run.output.withCString { open($0, O_WRONLY | O_APPEND | O_CLOEXEC) }
        guard number >= 0 else { throw FileSystem.failure("write", run.output) }
        let output = Descriptor(owning: number)
        var variables = environment.variables(for: run.buildpack.descriptor)
        variables["CNB_BUILD_PLAN_PATH"] = run.plan.description
        variables["CNB_BUILDPACK_DIR"] = run.buildpack.directory.description
        variables["CNB_PLATFORM_DIR"] = directories.platform.description
        run.process = try BuildpackExecution.start(
            run.buildpack.directory.appending("bin/detect"),
            arguments: [directories.platform.description, run.plan.description], environment: variables.values,
            directory: directories.app, output: output.rawValue)
        return run
    }

    private func finish(_ run: DetectRun) -> DetectionResult {
        guard let process = run.process else { return DetectionResult(.errored("it was not started")) }
        let status = process.wait()
        let output = (try? FileSystem.read(run.output, limit: 1 << 20)) ?? nil
        return DetectionResult(verdict(status, run), output: output ?? Array("(more than 1 MiB of output)\n".utf8))
    }

    private func verdict(_ status: ChildProcess.ExitStatus, _ run: DetectRun) -> DetectionResult.Verdict {
        switch status {
        case .exited(0):
            do {
                let bytes = try FileSystem.read(run.plan) ?? []
                let file = "build plan of \(run.name)"
                return .passed(try BuildPlan(TOMLReader(parsing: bytes, file: file)))
            } catch {
                return .errored(error.message)
            }
        case .exited(100): return .failed
        default: return .errored("bin/detect ended with \(status)")
        }
    }
}

/// One `bin/detect` under way.
private struct DetectRun {
    let buildpack: BuildpackStore.Buildpack
    let name: String
    let number: Int
    var plan: BytePath = ""
    var output: BytePath = ""
    var process: ChildProcess?
}
