import DockerEngine
import Foundation
import LinuxSystem
import TestSupport
import Testing

extension Builds {
    /// Logins of `docker` for registries that want one, and where they must not go.
    @Suite struct Credentials {
        private static let password = "a-password"
        /// bcrypt of the password above.
        private static let entry = "alice:$2b$12$wzmLcdnYkofYrj119SPC3.HPWQFtZpCx2DCYKiQdlKkvERHr1Qz8G\n"

        private func configuration(_ text: String, in directory: TemporaryDirectory) throws -> [String: String] {
            try Data(text.utf8).write(to: URL(filePath: directory.file("config.json")))
            return ["DOCKER_CONFIG": directory.path, "PATH": "\(directory.path):/usr/bin:/bin"]
        }

        private func auths(_ host: String, _ pair: String) -> String {
            #"{"auths":{"\#(host)":{"auth":"\#(Data(pair.utf8).base64EncodedString())"}}}"#
        }

        /// Looks for the password wherever a buildpack can look.
        private let search = """
            [_]
            schema-version = "0.2"
            [[io.buildpacks.group]]
            id = "app/search"
            [io.buildpacks.group.script]
            api = "0.10"
            inline = '''
            { env; cat /proc/*/environ /proc/*/cmdline; grep -rs a-passwor[d] /platform /layers /workspace /cnb /tmp; } \
              2>/dev/null | tr '\\0' '\\n' | grep -c a-passwor[d]
            true
            '''
            """

        @Test func passwordsReachTheRegistryAndNothingElse() async throws {
            let directory = try TemporaryDirectory("cnb-login")
            try Data(Self.entry.utf8).write(to: URL(filePath: directory.file("htpasswd")))
            let registry = try PrivateRegistry(
                authentication: #"{htpasswd: {realm: "test", path: "\#(directory.file("htpasswd"))"}}"#)
            defer { registry.remove() }
            let image = "\(registry.host)/\(FixtureBuilder.prefix)/app"
            try await BuildScene.with(["project.toml": search]) { scene in
                let build = [
                    "build", image, "--path", scene.source.path, "--builder", FixtureBuilder.name, "--publish",
                ]
                let stranger = try await FixtureBuilder.pack(build)
                #expect(stranger.status == .exited(1))
                #expect(stranger.output.contains("registry \(registry.host) refused"), "\(stranger.output)")
                let wrong = try await FixtureBuilder.pack(
                    build, environment: configuration(auths(registry.host, "alice:wrong"), in: directory))
                #expect(wrong.status == .exited(1) && !wrong.output.contains("wrong"), "\(wrong.output)")

                let known = try configuration(
                    auths("https://\(registry.host)/v1/", "alice:\(Self.password)"), in: directory)
                let made = try await FixtureBuilder.pack(build, environment: known)
                #expect(made.status == .exited(0), "\(made.output)")
                #expect(made.output.contains("===> BUILDING\n0\n"), "\(made.output)")
                #expect(!made.output.contains(Self.password))
                // The search would have found it.
                let control = try await FixtureBuilder.pack(
                    build + ["--env", "CONTROL=\(Self.password)"], environment: known)
                #expect(!control.output.contains("===> BUILDING\n0\n"), "\(control.output)")

                // The daemon fetches with the login, too: a builder that is only there.
                let builder = "\(registry.host)/\(FixtureBuilder.prefix)/builder:one"
                try await DockerEngine().tagImage(FixtureBuilder.name, as: builder)
                let credentials = RegistryCredentials(
                    username: "alice", password: Self.password, serverAddress: registry.host)
                _ = try await DockerEngine().pushImage(builder, credentials: credentials)
                try await DockerEngine().removeImage(builder)
                let fetched = try await FixtureBuilder.pack(
                    build + ["--builder", builder, "--pull-policy", "if-not-present"], environment: known)
                #expect(fetched.status == .exited(0), "\(fetched.output)")
                try await DockerEngine().removeImage(builder)
                let refused = try await FixtureBuilder.pack(
                    build + ["--builder", builder, "--pull-policy", "always"])
                #expect(refused.output.contains("image \"\(builder)\" cannot be fetched"), "\(refused.output)")

                try await helpers(build, registry.host, directory)
            }
        }

        /// `docker-credential-…` programs (docker-credential-helpers, "Development").
        private func helpers(_ build: [String], _ host: String, _ directory: TemporaryDirectory) async throws {
            let helper = directory.file("docker-credential-test")
            let answer = #"{"ServerURL":"x","Username":"alice","Secret":"\#(Self.password)"}"#
            try Data(
                "#!/bin/sh\nread -r host || test -n \"$host\"\n[ \"$1 $host\" = 'get \(host)' ] && echo '\(answer)'\n"
                    .utf8
            )
            .write(to: URL(filePath: helper))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helper)
            for text in [#"{"credsStore":"test"}"#, #"{"credHelpers":{"\#(host)":"test"}}"#] {
                let made = try await FixtureBuilder.pack(build, environment: configuration(text, in: directory))
                #expect(made.status == .exited(0), "\(made.output)")
            }
            for (text, sentence) in [
                (
                    #"{"credsStore":"none"}"#,
                    "the credential helper docker-credential-none that docker's config.json names"
                ),
                (#"{"credsStore":"../../bin/sh"}"#, "is not in PATH"),
                (#"{"auths":[]}"#, "config.json is not the JSON that docker writes"),
                (#"{"auths":{"\#(host)":{"auth":"%"}}}"#, "is not user:password in base64"),
            ] {
                let result = try await FixtureBuilder.pack(build, environment: configuration(text, in: directory))
                #expect(result.output.contains(sentence), "\(result.output)")
            }
        }

        /// A registry that sends its clients to a token service, as the large public ones do.
        @Test func tokensAreFetchedWhereTheRegistrySays() async throws {
            let directory = try TemporaryDirectory("cnb-token")
            try Data(#"{"token":"accepted"}"#.utf8).write(to: URL(filePath: directory.file("token.json")))
            let port = try LoopbackPort.free()
            let python = try #require(ChildCommand.find("python3", in: "/usr/local/bin:/usr/bin:/bin"))
            let service = try ChildProcess(
                ChildCommand(
                    executable: python,
                    arguments: ["-m", "http.server", "--bind", "127.0.0.1", "--directory", directory.path, "\(port)"]))
            defer {
                service.signal(SIGKILL)
                _ = service.wait()
            }
            try await eventually("the token service answers") { LoopbackPort.answers(port) }
            let registry = try PrivateRegistry(
                authentication: #"{silly: {realm: "http://127.0.0.1:\#(port)/token.json", service: "test"}}"#)
            defer { registry.remove() }
            let run = "\(registry.host)/\(FixtureBuilder.prefix)/run:one"
            try await DockerEngine().tagImage(FixtureBuilder.runImage, as: run)
            _ = try await DockerEngine().pushImage(run)
            try await DockerEngine().removeImage(run)
            try await BuildScene.with(["shell": ""]) { scene in
                let image = "\(registry.host)/\(FixtureBuilder.prefix)/app"
                let made = try await FixtureBuilder.pack([
                    "build", image, "--path", scene.source.path, "--builder", FixtureBuilder.name, "--publish",
                    "--run-image", run,
                ])
                #expect(made.status == .exited(0), "\(made.output)")
            }
        }

        /// What `docker login` leaves of registries that give tokens in place of passwords: a refresh token, which the
        /// service turns into tokens that the registry checks.
        @Test func identityTokensAreRefreshed() async throws {
            let service = try await TokenService()
            let registry = try PrivateRegistry(authentication: service.authentication)
            defer { registry.remove() }
            let run = "\(registry.host)/\(FixtureBuilder.prefix)/run:one"
            try await DockerEngine().tagImage(FixtureBuilder.runImage, as: run)
            // Docker's own client takes the same service.
            _ = try await DockerEngine().pushImage(
                run,
                credentials: RegistryCredentials(
                    identityToken: TokenService.refreshToken, serverAddress: registry.host))
            try await DockerEngine().removeImage(run)
            try await BuildScene.with(["shell": ""]) { scene in
                let directory = try TemporaryDirectory("cnb-identity")
                let build = [
                    "build", "\(registry.host)/\(FixtureBuilder.prefix)/app", "--path", scene.source.path, "--builder",
                    FixtureBuilder.name, "--publish", "--run-image", run,
                ]
                func made(_ token: String) async throws -> Tool.Result {
                    let text = #"{"auths":{"\#(registry.host)":{"identitytoken":"\#(token)"}}}"#
                    return try await FixtureBuilder.pack(build, environment: configuration(text, in: directory))
                }
                let good = try await made(TokenService.refreshToken)
                #expect(good.status == .exited(0), "\(good.output)")
                let bad = try await made("forged-4712")
                #expect(
                    bad.output.contains(
                        "gives the owner of a token no access (its token service answers 401)"), "\(bad.output)")
                #expect(!bad.output.contains("forged-4712"))
                #expect(try await FixtureBuilder.pack(build).status == .exited(1))
            }
        }
    }
}
