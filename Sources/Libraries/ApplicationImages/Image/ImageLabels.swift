import BuildpackLifecycle

/// The labels of an application image (Platform specification, "Labels").
package struct ImageLabels: Sendable {
    package var stackID: String?
    package var launcherVersion: String
    package var project: JSONValue

    package init(stackID: String?, launcherVersion: String, project: JSONValue) {
        self.stackID = stackID
        self.launcherVersion = launcherVersion
        self.project = project
    }

    /// Throws lifecycle status 62 where a buildpack set one of the lifecycle's own.
    package func labels(for plan: ImagePlan, of result: BuildResult, _ output: BuildOutput) throws -> [String: String] {
        var labels = [
            LayersMetadata.label: try LabelJSON.encode(plan.metadata),
            BuildMetadata.label: try LabelJSON.encode(
                BuildMetadata(plan.launch, launcherVersion: launcherVersion)),
            "io.buildpacks.project.metadata": try LabelJSON.encode(project),
        ]
        for name in labels.keys.sorted() { output.line("Adding label '\(name)'") }
        if let stackID { labels["io.buildpacks.stack.id"] = stackID }
        for label in result.labels {
            guard !LaunchConfiguration.reserved.contains(label.key) else {
                output.line("ERROR: failed to export: label '\(label.key)' is reserved for the lifecycle")
                throw BuildFailure.lifecycle(Int(LifecycleStatus.exportError.rawValue))
            }
            output.line("Adding label '\(label.key)'")
            labels[label.key] = label.value
        }
        if let type = plan.defaultProcess { output.line("Setting default process type '\(type)'") }
        return labels
    }
}
