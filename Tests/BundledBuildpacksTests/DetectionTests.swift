import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

@Suite("Which buildpack recognises which application")
struct DetectionTests {
    static let passing: [String: Set<String>] = [
        "static-site": ["static"],
        "static-public": ["static"],
        "procfile-app": ["procfile"],
        "python-app": ["python"],
        "node-app": ["node"],
        "broken-build": ["node"],
        "never-listens": ["procfile"],
        "undetected": [],
        "custom-buildpack": [],
    ]

    @Test(arguments: ["static", "node", "python", "procfile"])
    func samples(buildpack: String) async throws {
        for (fixture, expected) in Self.passing {
            let status = try await BuildpackScript(buildpack: buildpack).detect(in: Project.fixture(fixture))
            #expect(status == .exited(expected.contains(buildpack) ? 0 : 100), "\(buildpack) on \(fixture)")
        }
    }

    struct Case: Sendable {
        let files: [String: String]
        let passes: Set<String>
        var variables: [String: String] = [:]
    }

    @Test(
        "files that decide",
        arguments: [
            Case(files: ["pyproject.toml": "[project]\n"], passes: ["python"]),
            Case(files: ["dist/index.html": "x"], passes: ["static"]),
            Case(files: ["site/index.html": "x"], passes: ["static"], variables: ["BP_WEB_SERVER_ROOT": "site"]),
            Case(files: ["site/index.html": "x"], passes: []),
            Case(files: ["index.html": "x", "package.json": #"{"devDependencies": {}}"#], passes: ["static"]),
            Case(files: ["package.json": #"{"scripts": {"build": "make"}}"#], passes: ["static", "node"]),
            Case(files: ["package.json": #"{"scripts": {"start": "x"}}"#, "public/index.html": ""], passes: ["node"]),
        ])
    func layouts(_ layout: Case) async throws {
        let directory = try TemporaryDirectory("detect")
        for (name, text) in layout.files {
            let file = URL(filePath: directory.file(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        for buildpack in ["static", "node", "python", "procfile"] {
            let status = try await BuildpackScript(buildpack: buildpack)
                .detect(in: directory.path, variables: layout.variables)
            #expect(status == .exited(layout.passes.contains(buildpack) ? 0 : 100), "\(buildpack)")
        }
    }
}
