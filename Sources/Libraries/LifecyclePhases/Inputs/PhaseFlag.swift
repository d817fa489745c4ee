/// An input of the phases: its flag, its variable, and who takes it (Platform specification, "Inputs").
struct PhaseFlag {
    enum Kind: Equatable {
        case value, boolean
        /// May be given several times.
        case list
        /// Not supported; refused by name where it is given.
        case refused(String)
    }

    let name: String
    let variable: String?
    let kind: Kind
    let phases: Set<Phase>

    private init(_ name: String, _ variable: String? = nil, _ kind: Kind = .value, _ phases: Set<Phase>) {
        self.name = name
        self.variable = variable
        self.kind = kind
        self.phases = phases
    }

    private static let all = Set(Phase.allCases)
    private static let building = all.subtracting([.rebaser])
    private static let noLayout = Kind.refused("images in OCI layout are not supported; use -daemon")
    private static let noCacheImage = Kind.refused("cache images are not supported; use -cache-dir")
    private static let noExtensions = Kind.refused("image extensions are not supported")

    static let known: [PhaseFlag] = [
        PhaseFlag("log-level", "CNB_LOG_LEVEL", all), PhaseFlag("no-color", "CNB_NO_COLOR", .boolean, all),
        PhaseFlag("layers", "CNB_LAYERS_DIR", building), PhaseFlag("app", "CNB_APP_DIR", building),
        PhaseFlag("platform", "CNB_PLATFORM_DIR", [.detector, .builder, .creator]),
        PhaseFlag("build-config", "CNB_BUILD_CONFIG_DIR", [.detector, .builder, .creator]),
        PhaseFlag("buildpacks", "CNB_BUILDPACKS_DIR", [.detector, .builder, .creator]),
        PhaseFlag("order", "CNB_ORDER_PATH", [.detector, .creator]),
        PhaseFlag("system", "CNB_SYSTEM_PATH", [.detector, .creator]),
        PhaseFlag("analyzed", "CNB_ANALYZED_PATH", building), PhaseFlag("group", "CNB_GROUP_PATH", building),
        PhaseFlag("plan", "CNB_PLAN_PATH", [.detector, .builder, .creator]),
        PhaseFlag("run", "CNB_RUN_PATH", building), PhaseFlag("stack", "CNB_STACK_PATH", building),
        PhaseFlag("uid", "CNB_USER_ID", all), PhaseFlag("gid", "CNB_GROUP_ID", all),
        PhaseFlag("daemon", "CNB_USE_DAEMON", .boolean, [.analyzer, .restorer, .exporter, .creator, .rebaser]),
        PhaseFlag("cache-dir", "CNB_CACHE_DIR", [.analyzer, .restorer, .exporter, .creator]),
        PhaseFlag("launch-cache", "CNB_LAUNCH_CACHE_DIR", [.analyzer, .exporter, .creator]),
        PhaseFlag("skip-layers", "CNB_SKIP_LAYERS", .boolean, [.analyzer, .restorer]),
        PhaseFlag("skip-restore", "CNB_SKIP_RESTORE", .boolean, [.creator]),
        PhaseFlag("previous-image", "CNB_PREVIOUS_IMAGE", [.analyzer, .creator, .rebaser]),
        PhaseFlag("run-image", "CNB_RUN_IMAGE", [.analyzer, .creator, .rebaser]),
        PhaseFlag("tag", nil, .list, [.analyzer, .creator]),
        PhaseFlag("launcher", nil, [.exporter, .creator]), PhaseFlag("launcher-sbom", nil, [.exporter, .creator]),
        PhaseFlag("process-type", "CNB_PROCESS_TYPE", [.exporter, .creator]),
        PhaseFlag("project-metadata", "CNB_PROJECT_METADATA_PATH", [.exporter, .creator]),
        PhaseFlag("report", "CNB_REPORT_PATH", [.exporter, .creator, .rebaser]),
        PhaseFlag("parallel", "CNB_PARALLEL_EXPORT", .boolean, [.exporter, .creator]),
        PhaseFlag("force", "CNB_FORCE_REBASE", .boolean, [.rebaser]),
        PhaseFlag("cache-image", "CNB_CACHE_IMAGE", noCacheImage, all),
        PhaseFlag("layout", "CNB_USE_LAYOUT", noLayout, all), PhaseFlag("layout-dir", "CNB_LAYOUT_DIR", noLayout, all),
        PhaseFlag(
            "insecure-registry", "CNB_INSECURE_REGISTRIES", .list,
            [.analyzer, .detector, .restorer, .exporter, .creator, .rebaser]),
        PhaseFlag("extensions", nil, noExtensions, all), PhaseFlag("generated", nil, noExtensions, all),
        PhaseFlag("extended", nil, noExtensions, all), PhaseFlag("build-image", nil, noExtensions, all),
    ]

    private init(_ name: String, _ variable: String?, _ phases: Set<Phase>) {
        self.init(name, variable, .value, phases)
    }
}
