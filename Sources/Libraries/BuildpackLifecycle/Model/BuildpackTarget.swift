/// A kind of base image (Buildpack specification, "Targets"); a nil or empty field matches any.
public struct BuildpackTarget: Sendable, Equatable {
    public struct Distribution: Sendable, Equatable {
        public var name: String
        public var version: String

        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    public var os: String?
    public var arch: String?
    public var variant: String?
    public var distributions: [Distribution]

    public init(os: String?, arch: String?, variant: String? = nil, distributions: [Distribution] = []) {
        self.os = os
        self.arch = arch
        self.variant = variant
        self.distributions = distributions
    }

    init(_ reader: TOMLReader) throws(BuildpackError) {
        os = try reader.string("os")
        arch = try reader.string("arch")
        variant = try reader.string("variant")
        distributions = []
        for child in try reader.subtables("distros") {
            distributions.append(
                Distribution(name: try child.string("name") ?? "", version: try child.string("version") ?? ""))
        }
    }

    /// `linux/amd64/v8 debian 12`, as far as it is known.
    public var name: String {
        let machine = [os, arch, variant].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "/")
        let system = distributions.first.map { " \($0.name) \($0.version)" } ?? ""
        return (machine.isEmpty ? "this system" : machine) + system
    }

    /// Whether a buildpack with this target runs on `base`.
    public func isSatisfied(by base: BuildpackTarget) -> Bool {
        func matches(_ wanted: String?, _ actual: String?) -> Bool {
            guard let wanted, !wanted.isEmpty, let actual, !actual.isEmpty else { return true }
            return wanted == actual
        }
        guard matches(os, base.os), matches(arch, base.arch), matches(variant, base.variant) else { return false }
        guard !distributions.isEmpty, let actual = base.distributions.first else { return true }
        return distributions.contains { matches($0.name, actual.name) && matches($0.version, actual.version) }
    }

    /// The environment `bin/detect` and `bin/build` get about the target (Buildpack specification, "Targets").
    public var environment: [String: String] {
        var values: [String: String] = [:]
        let distribution = distributions.first
        let pairs: [(String, String?)] = [
            ("CNB_TARGET_OS", os), ("CNB_TARGET_ARCH", arch), ("CNB_TARGET_ARCH_VARIANT", variant),
            ("CNB_TARGET_DISTRO_NAME", distribution?.name), ("CNB_TARGET_DISTRO_VERSION", distribution?.version),
        ]
        for case (let key, let value?) in pairs where !value.isEmpty { values[key] = value }
        return values
    }
}
