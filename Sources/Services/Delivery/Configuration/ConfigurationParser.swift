import GitRepositories
import PlatformModel
import YAMLDocuments

/// Turns a YAML document into a configuration, or into all the reasons why it is none.
struct ConfigurationParser<Tree: SourceTree> {
    let document: YAMLDocument
    let tree: Tree
    let builders: ImageAllowList
    private(set) var problems: [ConfigurationProblem] = []

    init(document: YAMLDocument, tree: Tree, builders: ImageAllowList) {
        self.document = document
        self.tree = tree
        self.builders = builders
    }

    /// - Throws: ``ConfigurationRefusal``, or `GitError` when the tree cannot be read.
    mutating func parse() throws -> BuildpacksConfiguration {
        for problem in document.problems { report(problem.message, at: problem.position) }
        var configuration = BuildpacksConfiguration()
        if let root = document.root, !isEmpty(root) { configuration = try parse(root: root) }
        guard problems.isEmpty else {
            throw ConfigurationRefusal(problems: problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        return configuration
    }

    mutating func report(_ message: String, at position: YAMLPosition) {
        problems.append(ConfigurationProblem(message, at: position, in: document.text))
    }

    /// A document of nothing, as `---` alone makes it.
    private func isEmpty(_ root: YAMLNode) -> Bool {
        root.scalar.map { $0.style == .plain && $0.text.isEmpty } ?? false
    }

    private mutating func parse(root: YAMLNode) throws -> BuildpacksConfiguration {
        var configuration = BuildpacksConfiguration()
        guard let entries = root.mapping else {
            report("expected the mapping \"buildpacks:\", found \(root.kind)", at: root.position)
            return configuration
        }
        for entry in entries {
            guard let key = text(ofKey: entry.key) else { continue }
            if key == "buildpacks" {
                configuration = try parse(section: entry.value)
            } else if Key(rawValue: key) != nil {
                report("\"\(key)\" has to stand below \"buildpacks:\", indented", at: entry.key.position)
            } else {
                reportUnknown(key, among: ["buildpacks"], at: entry.key.position)
            }
        }
        return configuration
    }

    private enum Key: String, CaseIterable {
        case path, builder, buildpack, env
    }

    private mutating func parse(section: YAMLNode) throws -> BuildpacksConfiguration {
        guard let entries = section.mapping else {
            report(
                section.isNull
                    ? "\"buildpacks\" needs a value: a mapping with \"path\", \"builder\", \"buildpack\" or \"env\""
                    : "\"buildpacks\" has to be a mapping, found \(section.kind)", at: section.position)
            return BuildpacksConfiguration()
        }
        var path = "."
        var builder: String?
        var buildpacks: [BuildpacksConfiguration.Buildpack] = []
        var environment: [BuildpacksConfiguration.Variable] = []
        for entry in entries {
            guard let name = text(ofKey: entry.key) else { continue }
            switch Key(rawValue: name) {
            case .path: path = try parsePath(entry.value) ?? path
            case .builder: builder = parseBuilder(entry.value)
            case .buildpack: buildpacks = try parseBuildpacks(entry.value)
            case .env: environment = parseEnvironment(entry.value)
            case nil: reportUnknown(name, among: Key.allCases.map(\.rawValue), at: entry.key.position)
            }
        }
        return BuildpacksConfiguration(path: path, builder: builder, buildpacks: buildpacks, environment: environment)
    }

    /// The text of a key; merge keys have been reported by the YAML library.
    mutating func text(ofKey key: YAMLNode) -> String? {
        guard let scalar = key.scalar else {
            report("a key has to be a text, found \(key.kind)", at: key.position)
            return nil
        }
        return scalar.text == "<<" && scalar.style == .plain ? nil : scalar.text
    }

    private mutating func reportUnknown(_ key: String, among known: [String], at position: YAMLPosition) {
        if let meant = NearestKey.suggestion(for: key, among: known) {
            report("unknown key \(key.quotedForDisplay), did you mean \"\(meant)\"?", at: position)
        } else {
            let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
            report("unknown key \(key.quotedForDisplay), known here: \(list)", at: position)
        }
    }

    /// The text of a value that has to be there; `nil` after a report.
    mutating func text(_ node: YAMLNode, of key: String, example: String) -> String? {
        guard let scalar = node.scalar else {
            report("\"\(key)\" has to be a text such as \(example), found \(node.kind)", at: node.position)
            return nil
        }
        guard !scalar.isNull, !scalar.text.isEmpty else {
            report("\"\(key)\" needs a value such as \(example); leave the key out for the default", at: node.position)
            return nil
        }
        return scalar.text
    }
}

extension YAMLNode {
    var isNull: Bool { scalar?.isNull ?? false }

    /// What the value is, as the end of the sentence `expected …, found …`.
    var kind: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.isNull ? "no value" : "the text \(scalar.text.quotedForDisplay)"
        }
    }
}
