import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// Logins and authorities of registries that want them (Platform specification, "Registry Authentication").
    @Suite struct RegistryCredentialsOfPhases {
        private static let password = "a-password"
        /// bcrypt of the password above.
        private static let entry = "alice:$2b$12$wzmLcdnYkofYrj119SPC3.HPWQFtZpCx2DCYKiQdlKkvERHr1Qz8G\n"

        private static func basic(_ pair: String) -> String { Data(pair.utf8).base64EncodedString() }

        /// A registry that speaks TLS by an authority of its own and lets only alice in, with a run image, and a platform
        /// that has told the phases nothing yet.
        private func with(
            _ files: [String: String],
            _ body: @Sendable (PhasePlatform, _ registry: PrivateRegistry, _ authority: String) async throws -> Void
        ) async throws {
            let directory = try TemporaryDirectory("cnb-login")
            try Data(Self.entry.utf8).write(to: URL(filePath: directory.file("htpasswd")))
            let certificate = try SelfSignedCertificate("IP:127.0.0.1")
            let registry = try PrivateRegistry(
                authentication: #"{htpasswd: {realm: "test", path: "\#(directory.file("htpasswd"))"}}"#,
                certificate: certificate)
            defer { registry.remove() }
            let run = "\(registry.host)/\(FixtureBuilder.prefix)/run:one"
            try await DockerEngine().tagImage(FixtureBuilder.runImage, as: run)
            _ = try await DockerEngine().pushImage(
                run,
                credentials: RegistryCredentials(
                    username: "alice", password: Self.password, serverAddress: registry.host))
            try await DockerEngine().removeImage(run)
            try await PhasePlatform.with(files) { platform in
                var platform = platform
                platform.publishedRunImage = run
                platform.directories = [certificate.certificate]
                try await body(platform, registry, certificate.certificate)
            }
        }

        private func step(_ phase: String, _ registry: PrivateRegistry, _ more: [String] = []) -> PhasePlatform.Step {
            let run = "\(registry.host)/\(FixtureBuilder.prefix)/run:one"
            return PhasePlatform.Step(
                phase: phase, arguments: ["-run-image", run] + more + ["\(registry.host)/app"], isPrivileged: true)
        }

        @Test func loginsAndAuthoritiesAreTakenAsTheyAreGiven() async throws {
            try await with(["a": ""]) { platform, registry, authority in
                func analyze(_ variables: [String: String], _ more: [String] = []) async throws -> Tool.Result {
                    var other = platform
                    other.credentials = variables
                    return try await other.run(step("analyzer", registry, more))
                }
                let login = ["CNB_REGISTRY_AUTH": #"{"\#(registry.host)":"Basic \#(Self.basic("alice:a-password"))"}"#]
                let trust = ["SSL_CERT_FILE": authority]
                let known = try await analyze(login.merging(trust) { $1 })
                #expect(known.status == .exited(0), "\(known.errors)")

                let untrusting = try await analyze(login)
                #expect(untrusting.status == .exited(32))
                let sentence = "its certificate is not of an authority this system trusts; name the authority's file in"
                #expect(untrusting.errors.contains(sentence), "\(untrusting.errors)")
                for more in [
                    ["-insecure-registry", registry.host],
                    ["-insecure-registry=x", "-insecure-registry=\(registry.host)"],
                ] {
                    let careless = try await analyze(login, more)
                    #expect(careless.status == .exited(0), "\(careless.errors)")
                }
                let listed = try await analyze(
                    login.merging(["CNB_INSECURE_REGISTRIES": "x.example,\(registry.host)"]) { $1 })
                #expect(listed.status == .exited(0), "\(listed.errors)")

                let stranger = try await analyze(trust)
                #expect(stranger.status == .exited(32))
                #expect(
                    stranger.errors.contains(
                        "image \"\(registry.host)/app\" cannot be written: registry \(registry.host)"),
                    "\(stranger.errors)")
                let wrong = #"{"\#(registry.host)":"Basic \#(Self.basic("alice:wrong"))"}"#
                let refused = try await analyze(trust.merging(["CNB_REGISTRY_AUTH": wrong]) { $1 })
                #expect(refused.status == .exited(32) && refused.errors.contains("refused"), "\(refused.errors)")
                #expect(!refused.errors.contains("wrong") && !refused.errors.contains(Self.basic("alice:wrong")))
                let digest = #"{"\#(registry.host)":"Digest x"}"#
                let odd = try await analyze(trust.merging(["CNB_REGISTRY_AUTH": digest]) { $1 })
                #expect(
                    odd.errors.contains("CNB_REGISTRY_AUTH for \(registry.host) is neither \"Basic …\", \"Bearer …\""))
            }
        }

        @Test func dockersConfigurationIsReadThoughItIsRoots() async throws {
            try await with(["a": ""]) { platform, registry, authority in
                let directory = try TemporaryDirectory("cnb-docker")
                let auths =
                    #"{"auths":{"https://\#(registry.host)/v1/":{"auth":"\#(Self.basic("alice:a-password"))"}}}"#
                try Data(auths.utf8).write(to: URL(filePath: directory.file("config.json")))
                try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
                var platform = platform
                platform.directories.append(directory.path)
                platform.credentials = ["SSL_CERT_FILE": authority, "DOCKER_CONFIG": directory.path]
                let known = try await platform.run(step("analyzer", registry))
                #expect(known.status == .exited(0), "\(known.errors)")
            }
        }

        /// Looks for the login wherever a buildpack can look.
        private static func search(_ secret: String) -> String {
            """
            #!/bin/bash
            { env; cat /proc/*/environ /proc/*/cmdline; } 2>/dev/null | tr '\\0' '\\n' | grep -c '\(secret)'
            exit 100
            """
        }

        @Test(arguments: ["root", PhasePlatform.user])
        func buildpacksOfACreatorSeeNoLogin(user: String) async throws {
            try await with(["features": "", "assets.txt": "one"]) { platform, registry, authority in
                let secret = Self.basic("alice:\(Self.password)")
                let directory = try TemporaryDirectory("cnb-search")
                let buildpack = directory.file("test_search/1.0.0")
                try FileManager.default.createDirectory(
                    atPath: buildpack + "/bin", withIntermediateDirectories: true)
                let descriptor = "api = \"0.10\"\n[buildpack]\nid = \"test/search\"\nversion = \"1.0.0\"\n"
                try Data(descriptor.utf8).write(to: URL(filePath: buildpack + "/buildpack.toml"))
                for name in ["detect", "build"] {
                    try Data(Self.search(String(secret.dropLast()) + "[=]").utf8)
                        .write(to: URL(filePath: "\(buildpack)/bin/\(name)"))
                    try FileManager.default.setAttributes(
                        [.posixPermissions: 0o755], ofItemAtPath: "\(buildpack)/bin/\(name)")
                }
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
                var platform = platform
                platform.directories.append(directory.path)
                platform.order = "[[order]]\n[[order.group]]\nid = \"test/search\"\nversion = \"1.0.0\"\n"
                platform.credentials = [
                    "SSL_CERT_FILE": authority,
                    "CNB_REGISTRY_AUTH": #"{"\#(registry.host)":"Basic \#(secret)"}"#,
                ]
                platform.user = user
                try await platform.prepare()
                let result = try await platform.run(
                    step("creator", registry, ["-buildpacks", directory.path, "-cache-dir", "/cache"]))
                #expect(result.status == .exited(20), "\(result.errors)")
                #expect(result.output.contains("\n0\n") || result.output.contains(" 0\n"), "\(result.output)")
            }
        }
    }
}
