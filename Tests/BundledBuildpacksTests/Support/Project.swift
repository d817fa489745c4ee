import FoundationEssentials

/// Where the buildpacks and the sample applications of this checkout lie.
enum Project {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path(percentEncoded: false)

    static func buildpack(_ name: String) -> String { "\(root)/buildpacks/\(name)" }
    static func fixture(_ name: String) -> String { "\(root)/Tests/Fixtures/\(name)" }
}
