import BuildpackLifecycle

extension ImagePlan {
    /// The process that starts without further words: the one asked for, else the buildpacks' or the only one.
    /// Throws lifecycle status 62 where there is no process of the wanted type.
    package mutating func chooseDefaultProcess(_ wanted: String?, _ output: BuildOutput) throws {
        let types = launch.processes.map(\.type)
        guard let wanted else {
            defaultProcess = launch.defaultProcessType ?? (types.count == 1 ? types[0] : nil)
            return
        }
        guard types.contains(wanted) else {
            output.line(
                "ERROR: failed to export: tried to set \(wanted) to default but it doesn't exist; "
                    + "process types: \(types.isEmpty ? "none" : types.joined(separator: ", "))")
            throw BuildFailure.lifecycle(Int(LifecycleStatus.exportError.rawValue))
        }
        defaultProcess = wanted
    }
}
