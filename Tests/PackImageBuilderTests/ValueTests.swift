import DockerEngine
import FoundationEssentials
import Testing

@testable import PackImageBuilder

/// The small decisions around a build.
struct ValueTests {
    @Test(arguments: [
        ("paketobuildpacks/builder:full", "paastech.local/paketobuildpacks/builder:full"),
        ("heroku/builder", "paastech.local/heroku/builder:latest"),
        ("docker.io/heroku/builder:24", "paastech.local/docker.io/heroku/builder:24"),
        ("localhost:5000/a:1", "paastech.local/localhost_5000/a:1"),
        ("a@sha256:\(String(repeating: "ab", count: 32))", "paastech.local/a:sha256-abababababab"),
    ])
    func builderGetsANameThatPackDoesNotTrust(builder: String, local: String) throws {
        #expect(try LocalBuilderName.name(for: builder) == local)
    }

    @Test func builderMetadataNamesRunImageAndLifecycle() throws {
        let stack = #"{"stack":{"runImage":{"image":"run:1","mirrors":[]}},"lifecycle":{"version":"0.20.5"}}"#
        let metadata = try #require(BuilderMetadata(label: stack))
        #expect(metadata.runImage == "run:1" && metadata.lifecycleVersion == "0.20.5")
        let newer = try #require(BuilderMetadata(label: #"{"images":[{"image":"run:2"},{"image":"run:3"}]}"#))
        #expect(newer.runImage == "run:2" && newer.lifecycleVersion == nil)
        #expect(BuilderMetadata(label: nil) == nil)
        #expect(BuilderMetadata(label: "no JSON") == nil)
    }

    @Test func rangeIsCutIntoSmallSubnets() throws {
        let range = try #require(SubnetRange("10.214.0.0/24"))
        #expect(range.count == 16)
        #expect(range.part(0) == "10.214.0.0/28")
        #expect(range.part(15) == "10.214.0.240/28")
        #expect(range.part(16) == "10.214.0.0/28")
        #expect(try #require(SubnetRange("10.214.7.9/16")).part(17) == "10.214.1.16/28")
        #expect(range.start(for: "a") != range.start(for: "b"))
    }

    @Test(arguments: ["", "10.0.0.0", "10.0.0.0/29", "10.0.0/16", "10.0.0.256/16", "10.0.0.0/x", "10.0.0.0/0"])
    func whatIsNoRangeIsRefused(text: String) {
        #expect(SubnetRange(text) == nil)
    }

    @Test func pushIsSummedUp() throws {
        var summary = PushSummary()
        let lines = [
            #"{"status":"The push refers to repository [x]"}"#, #"{"status":"Preparing","id":"a"}"#,
            #"{"status":"Preparing","id":"b"}"#, #"{"status":"Preparing","id":"c"}"#,
            #"{"status":"Pushing","id":"a","progressDetail":{"current":1,"total":18000}}"#,
            #"{"status":"Pushing","id":"a","progressDetail":{"current":18400}}"#,
            #"{"status":"Layer already exists","id":"b"}"#, #"{"status":"Mounted from y","id":"c"}"#,
            #"{"status":"Pushed","id":"a"}"#,
        ]
        for line in lines {
            summary.consume(try JSONDecoder().decode(ImageProgress.self, from: Data(line.utf8)))
        }
        #expect(summary.text == "1 of 3 layers new, 18.4 kB")
        var nothing = PushSummary()
        nothing.consume(try JSONDecoder().decode(ImageProgress.self, from: Data(lines[6].utf8)))
        #expect(nothing.text == "0 of 1 layers new")
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (18_432, "18.4 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
        (1_234_567_890, "1.2 GB"),
    ])
    func sizesAreReadable(bytes: Int64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test func descriptorOfTheSourceKeepsFilesAndVariablesOnly() throws {
        let source = """
            [_]
            schema-version = "0.2"
            id = "x"
            [io.buildpacks]
            builder = "evil/builder"
            exclude = ["*.md", "/tests"]
            [[io.buildpacks.group]]
            uri = "/etc"
            [[io.buildpacks.build.env]]
            name = "A"
            value = "quote \\" and \\\\ and \\n"
            """
        let descriptor = try ProjectDescriptor(source: source)
        #expect(descriptor.exclude == ["*.md", "/tests"])
        #expect(descriptor.environment == [.init(name: "A", value: "quote \" and \\ and \n")])
        #expect(!descriptor.text.contains("evil") && !descriptor.text.contains("/etc"))
        #expect(try ProjectDescriptor(source: descriptor.text) == descriptor)
    }

    @Test func olderDescriptorIsReadToo() throws {
        let source = "[build]\ninclude = [\"src/\"]\nbuilder = \"x\"\n[[build.env]]\nname = \"K\"\nvalue = \"V\"\n"
        let descriptor = try ProjectDescriptor(source: source)
        #expect(descriptor.include == ["src/"])
        #expect(descriptor.environment == [.init(name: "K", value: "V")])
    }

    @Test func brokenDescriptorIsRefusedAndAMissingOneIsEmpty() throws {
        #expect(throws: ProjectDescriptor.Invalid.self) { try ProjectDescriptor(source: "[build\n") }
        #expect(ProjectDescriptor().text == "[_]\nschema-version = \"0.2\"\n\n[io.buildpacks]\n")
        #expect(try ProjectDescriptor(source: "") == ProjectDescriptor())
    }

    /// A link in a pushed tree must not make the platform read its own host.
    @Test func descriptorBehindASymlinkIsNotRead() throws {
        let directory = FileManager.default.temporaryDirectory.path() + "/descriptor-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createSymbolicLink(
            atPath: directory + "/project.toml", withDestinationPath: "/etc/passwd")
        #expect(try SourceFile.text(at: directory + "/project.toml", limit: 1 << 20) == nil)
        #expect(try SourceFile.text(at: directory + "/missing", limit: 1 << 20) == nil)
        #expect(try SourceFile.text(at: "/dev/zero", limit: 1 << 20) == nil)
    }
}
