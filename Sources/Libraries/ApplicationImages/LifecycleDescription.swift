import BuildpackLifecycle

/// What builders and lifecycle images say about the lifecycle inside.
package enum LifecycleDescription {
    /// Platforms decide by the version number what a lifecycle can do; this one does what upstream's 0.20 does.
    package static let version = "0.20.0"
    package static let platformAPIs = PlatformAPI.supported
    /// The label with the versions, of lifecycle images.
    package static let apisLabel = "io.buildpacks.lifecycle.apis"
    package static let versionLabel = "io.buildpacks.lifecycle.version"

    private struct Interfaces: Encodable {
        struct Versions: Encodable {
            var deprecated: [String] = []
            var supported: [String]
        }

        var buildpack = Versions(supported: BuildpackDescriptor.supportedAPIs)
        var platform = Versions(supported: LifecycleDescription.platformAPIs)
    }

    /// The labels by which a platform knows a lifecycle image.
    package static func labels() throws -> [String: String] {
        [versionLabel: version, apisLabel: try LabelJSON.encode(Interfaces())]
    }

    /// The file `/cnb/lifecycle/lifecycle.toml`.
    package static var toml: String {
        func versions(_ supported: [String]) -> TOMLValue {
            .table(TOMLTable(["deprecated": .array([]), "supported": .strings(supported)]))
        }
        return TOMLWriter.write(
            TOMLTable([
                "lifecycle": .table(TOMLTable(["version": .string(version)])),
                "apis": .table(
                    TOMLTable([
                        "buildpack": versions(BuildpackDescriptor.supportedAPIs), "platform": versions(platformAPIs),
                    ])),
            ]))
    }
}
