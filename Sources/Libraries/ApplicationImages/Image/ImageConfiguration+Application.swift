import BuildpackLifecycle
import FoundationEssentials
import OCIImages

extension ImageConfiguration {
    /// The configuration of an application image: the run image's, with the plan's layers, labels and entry point
    /// (Platform specification, "exporter").
    package static func application(
        on base: ImageConfiguration, _ plan: ImagePlan, created: Int64
    ) throws -> ImageConfiguration {
        var image = base
        let time = Date(timeIntervalSince1970: Double(created)).formatted(.iso8601)
        image.created = time
        image.rootfs.diffIDs += plan.layers.map(\.diffID)
        image.history =
            completeHistory(of: base)
            + plan.layers.map { ImageConfiguration.History(created: time, createdBy: $0.createdBy) }
        var execution = base.config ?? ImageConfiguration.Execution()
        execution.environment = environment(execution.environment ?? [], app: plan.workspace)
        execution.workingDirectory = plan.workspace
        execution.entrypoint = [plan.defaultProcess.map { "/cnb/process/\($0)" } ?? "/cnb/lifecycle/launcher"]
        execution.command = nil
        execution.labels = (execution.labels ?? [:]).merging(plan.labels) { _, new in new }
        image.config = execution
        return image
    }

    /// Variables the launcher needs, and its directories in front of `PATH`.
    private static func environment(_ inherited: [String], app: String) -> [String] {
        let own: [(name: String, value: String)] = [
            ("CNB_LAYERS_DIR", "/layers"), ("CNB_APP_DIR", app), ("CNB_PLATFORM_API", "0.12"),
            ("CNB_DEPRECATION_MODE", "quiet"),
        ]
        var path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        var kept: [String] = []
        for pair in inherited {
            let name = pair.prefix { $0 != "=" }
            if name == "PATH" {
                path = String(pair.dropFirst(5))
            } else if !own.contains(where: { $0.name == name }) {
                kept.append(pair)
            }
        }
        return kept + own.map { "\($0.name)=\($0.value)" } + ["PATH=/cnb/process:/cnb/lifecycle:\(path)"]
    }

    /// The history with an entry for each layer: tools refuse images that have more layers than history.
    package static func completeHistory(of base: ImageConfiguration) -> [History] {
        let history = base.history ?? []
        let described = history.filter { $0.isEmptyLayer != true }.count
        let missing = base.rootfs.diffIDs.count - described
        return missing >= 0
            ? history + Array(repeating: History(), count: missing)
            : Array(repeating: History(), count: base.rootfs.diffIDs.count)
    }
}
