import YAMLDocuments

extension ConfigurationParser {
    /// `builder`: an image the operator allows.
    mutating func parseBuilder(_ node: YAMLNode) -> String? {
        guard let text = text(node, of: "builder", example: "\"paketobuildpacks/builder:full\"") else { return nil }
        guard let image = ImageName(text) else {
            report(
                "\"builder\" has to be an image such as \"paketobuildpacks/builder:full\", "
                    + "\(text.quotedForDisplay) is none", at: node.position)
            return nil
        }
        guard builders.allows(image) else {
            report(
                "the builder \(text.quotedForDisplay) is not allowed on this platform; allowed: \(builders.listed)",
                at: node.position)
            return nil
        }
        return text
    }
}
