/// The versions of the Platform API that this lifecycle speaks (Platform specification, "Platform API Compatibility").
package enum PlatformAPI {
    /// In ascending order, which platforms count on.
    package static let supported = ["0.10", "0.11", "0.12", "0.13"]

    /// Throws `unusable` for a version that is not spoken.
    package static func check(_ wanted: String) throws(BuildpackError) {
        guard supported.contains(wanted) else {
            throw BuildpackError(
                .unusable,
                "platform API version '\(wanted)' is not supported; supported are \(supported.joined(separator: ", "))")
        }
    }
}
