import GitRepositories
import PlatformModel
import YAMLDocuments

extension ConfigurationParser {
    typealias Buildpack = BuildpacksConfiguration.Buildpack

    /// `buildpack`: one, or a list.
    mutating func parseBuildpacks(_ node: YAMLNode) throws -> [Buildpack] {
        guard let items = node.sequence else { return try parseBuildpack(node).map { [$0] } ?? [] }
        guard !items.isEmpty else {
            report("\"buildpack\" needs a value; leave the key out to let the builder detect", at: node.position)
            return []
        }
        var buildpacks: [Buildpack] = []
        for item in items {
            guard let buildpack = try parseBuildpack(item) else { continue }
            if buildpacks.contains(buildpack) {
                report("the buildpack \(item.scalar?.text.quotedForDisplay ?? "") is there twice", at: item.position)
            }
            buildpacks.append(buildpack)
        }
        return buildpacks
    }

    private mutating func parseBuildpack(_ node: YAMLNode) throws -> Buildpack? {
        guard let text = text(node, of: "buildpack", example: "\"paketo-buildpacks/nginx\" or \"./buildpack\"") else {
            return nil
        }
        if text.hasPrefix("./") || text == "." { return try parseLocal(text, node) }
        let image = "docker://"
        if text.hasPrefix(image) { return parseImage(text, reference: String(text.dropFirst(image.count)), node) }
        if let problem = BuildpackReference.problem(with: text) {
            report("the buildpack \(text.quotedForDisplay) \(problem)", at: node.position)
            return nil
        }
        return .named(text)
    }

    private mutating func parseImage(_ text: String, reference: String, _ node: YAMLNode) -> Buildpack? {
        guard let image = ImageName(reference) else {
            report("the buildpack \(text.quotedForDisplay) names no image after \"docker://\"", at: node.position)
            return nil
        }
        guard builders.allows(image) else {
            report(
                "the buildpack image \(reference.quotedForDisplay) is not allowed on this platform; "
                    + "allowed: \(builders.listed)", at: node.position)
            return nil
        }
        return .named(text)
    }

    private mutating func parseLocal(_ text: String, _ node: YAMLNode) throws -> Buildpack? {
        guard let found = try directory(text, of: "buildpack", at: node) else { return nil }
        switch try tree.lookup(found.path.appending(Array("buildpack.toml".utf8))) {
        case .file, .executable: return .directory(found.text)
        default:
            report(
                "\(text.quotedForDisplay) is no buildpack: the directory has no file \"buildpack.toml\"",
                at: node.position)
            return nil
        }
    }
}
