import DockerEngine
import PlatformModel
import Testing

@testable import PackImageBuilder

/// The command line as a value, argument by argument.
struct PackInvocationTests {
    private let project = Sample.projectText

    @Test func upstreamBuildsIntoTheDaemon() throws {
        let configuration = BuildpacksConfiguration(
            path: "web/site", builder: "paketobuildpacks/builder:full",
            buildpacks: [.named("paketo-buildpacks/web-servers"), .directory("tools/bp")],
            environment: [.init(name: "BP_WEB_SERVER", value: "nginx"), .init(name: "EMPTY", value: "")])
        let invocation = PackInvocation(
            try Sample.request(configuration: configuration, clearCache: true), tool: .upstream(path: "/usr/bin/pack"),
            surroundings: Sample.surroundings, configuration: Sample.configuration)
        #expect(invocation.executable == "/usr/bin/pack")
        #expect(
            invocation.arguments == [
                "build", "127.0.0.1:5000/\(project):latest",
                "--tag", "127.0.0.1:5000/\(project):3f2a9c1d0b7e",
                "--path", "/builds/1/source/web/site",
                "--builder", "paastech.local/paketobuildpacks/builder:full",
                "--buildpack", "paketo-buildpacks/web-servers",
                "--buildpack", "/builds/1/source/tools/bp",
                "--env", "BP_WEB_SERVER=nginx",
                "--env", "EMPTY=",
                "--cache", "type=build;format=volume;name=paastech-\(project)-build",
                "--cache", "type=launch;format=volume;name=paastech-\(project)-launch",
                "--pull-policy", "never",
                "--lifecycle-image", "buildpacksio/lifecycle:0.20.5",
                "--network", "paastech-build-\(project)",
                "--creation-time", "1700000000",
                "--descriptor", "/builds/1/workspace/project.toml",
                "--default-process", "web",
                "--no-color",
                "--clear-cache",
            ])
    }

    @Test func bundledTakesTheSameCommandLineAndPublishes() throws {
        let request = try Sample.request()
        let upstream = PackInvocation(
            request, tool: .upstream(path: "/usr/bin/pack"), surroundings: Sample.surroundings,
            configuration: Sample.configuration)
        let bundled = PackInvocation(
            request, tool: .bundled(path: "/opt/paastech/bin/paastech-pack"), surroundings: Sample.surroundings,
            configuration: Sample.configuration)
        #expect(bundled.executable == "/opt/paastech/bin/paastech-pack")
        let lifecycle = ["--lifecycle-image", "buildpacksio/lifecycle:0.20.5"]
        #expect(upstream.arguments.filter { !lifecycle.contains($0) } + ["--publish"] == bundled.arguments)
        #expect(
            bundled.arguments == [
                "build", "127.0.0.1:5000/\(project):latest",
                "--tag", "127.0.0.1:5000/\(project):3f2a9c1d0b7e",
                "--path", "/builds/1/source",
                "--builder", "paastech.local/paketobuildpacks/builder:full",
                "--cache", "type=build;format=volume;name=paastech-\(project)-build",
                "--cache", "type=launch;format=volume;name=paastech-\(project)-launch",
                "--pull-policy", "never",
                "--network", "paastech-build-\(project)",
                "--creation-time", "1700000000",
                "--descriptor", "/builds/1/workspace/project.toml",
                "--default-process", "web",
                "--no-color",
                "--publish",
            ])
    }

    @Test func environmentIsWrittenOutInFull() throws {
        var configuration = Sample.configuration
        configuration.proxyVariables = ["HTTPS_PROXY": "http://proxy:3128", "HOME": "/root"]
        let invocation = PackInvocation(
            try Sample.request(), tool: .upstream(path: "/usr/bin/pack"), surroundings: Sample.surroundings,
            configuration: configuration)
        #expect(
            invocation.environment == [
                "HOME": "/builds/1/workspace/home", "PACK_HOME": "/builds/1/workspace/home/.pack",
                "PACK_VOLUME_KEY": project,
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "DOCKER_HOST": "unix:///var/run/docker.sock", "HTTPS_PROXY": "http://proxy:3128",
            ])
        #expect(invocation.command.environment == invocation.environment)
        #expect(invocation.command.workingDirectory == "/builds/1/workspace/empty")
        #expect(invocation.command.group == .new)
    }

    /// A value that looks like an option or a shell's syntax stays one argument behind its own option.
    @Test func valuesOfTheSourceStayValues() throws {
        let configuration = BuildpacksConfiguration(
            path: "-rf", buildpacks: [.directory("$(reboot)")],
            environment: [.init(name: "A", value: "--trust-builder\n; reboot"), .init(name: "B", value: "a=b c")])
        let arguments = PackInvocation(
            try Sample.request(configuration: configuration), tool: .upstream(path: "/usr/bin/pack"),
            surroundings: Sample.surroundings, configuration: Sample.configuration
        ).arguments
        #expect(arguments.contains("/builds/1/source/-rf"))
        #expect(arguments.contains("/builds/1/source/$(reboot)"))
        #expect(arguments.contains("A=--trust-builder\n; reboot"))
        #expect(arguments.contains("B=a=b c"))
        #expect(!arguments.contains { $0.hasPrefix("--trust") })
    }

    private static let choices: [(String, String?, String?, PackTool)] = [
        ("paketobuildpacks/builder:full", nil, "/usr/bin/pack", PackTool.upstream(path: "/usr/bin/pack")),
        ("paketobuildpacks/builder:full", nil, nil, .bundled(path: "/opt/paastech/bin/paastech-pack")),
        ("paketobuildpacks/builder:full", "/x/pack", "/usr/bin/pack", .upstream(path: "/x/pack")),
        ("paketobuildpacks/builder:full", "/x/paastech-pack", nil, .bundled(path: "/x/paastech-pack")),
        ("paastech/builder:bookworm", "/x/pack", "/usr/bin/pack", .upstream(path: "/x/pack")),
        ("paastech/builder:bookworm", nil, "/usr/bin/pack", .bundled(path: "/opt/paastech/bin/paastech-pack")),
        ("paastech/builder", nil, "/usr/bin/pack", .bundled(path: "/opt/paastech/bin/paastech-pack")),
        ("paastech/builder-of-others:1", "/x/pack", nil, .upstream(path: "/x/pack")),
    ]

    @Test(arguments: choices)
    func programIsChosenByBuilder(builder: String, configured: String?, onPath: String?, expected: PackTool) {
        var configuration = Sample.configuration
        configuration.pack = configured
        #expect(PackTool(builder: builder, configuration: configuration) { $0 == "pack" ? onPath : nil } == expected)
    }

    private static let lifecycles: [(String, String?, String?, String)] = [
        ("paketobuildpacks/builder:full", nil, "0.20.5", "buildpacksio/lifecycle:0.20.5"),
        ("paketobuildpacks/builder:full", nil, nil, "buildpacksio/lifecycle:latest"),
        ("paketobuildpacks/builder:full", "own/lifecycle:1", "0.20.5", "own/lifecycle:1"),
        ("paastech/builder:bookworm", nil, "0.20.0", "paastech/builder:bookworm"),
        ("paastech/builder:bookworm", "own/lifecycle:1", "0.20.0", "own/lifecycle:1"),
        ("paastech/builder-of-others:1", nil, "0.20.0", "buildpacksio/lifecycle:0.20.0"),
    ]

    /// No builder that a project names gives the image which runs beside the Docker socket.
    @Test(arguments: lifecycles)
    func onlyThePlatformsBuilderIsItsOwnLifecycle(
        builder: String, configured: String?, version: String?, expected: String
    ) {
        var configuration = Sample.configuration
        configuration.lifecycleImage = configured
        let images = BuilderImages(engine: DockerEngine(), configuration: configuration)
        #expect(images.lifecycleImage(for: builder, version: version) == expected)
    }

    private static let versions: [(String, String?)] = [
        ("0.39.1+git-7e7fbd1.build-6543", "0.39.1"), ("0.40.0", "0.40.0"), ("unknown", nil), ("", nil),
    ]

    @Test(arguments: versions)
    func versionIsTheNumberAlone(text: String, expected: String?) {
        #expect(PackVersion.number(text) == expected)
    }
}
