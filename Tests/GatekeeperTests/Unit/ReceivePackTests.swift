import PlatformModel
import SSHServer
import Testing

@testable import Gatekeeper

@Suite struct ReceivePackTests {
    private func receivePack(hookEnvironment: [String: String] = [:]) -> ReceivePack {
        let configuration = GatekeeperConfiguration(
            addresses: [], hostKeyPath: "", repositoriesDirectory: "/data/repositories",
            pushLocksDirectory: "/data/locks",
            receptionSocket: "/run/reception.sock", hooksDirectory: "/hooks", hookEnvironment: hookEnvironment)
        return ReceivePack(
            configuration: configuration, push: PushID(), project: Sample.project(), key: Sample.key(),
            gitProtocol: "version=2")
    }

    @Test func directoryIsMadeOfTheProjectsIdOnly() {
        let value = receivePack()
        #expect(value.command.arguments == ["receive-pack", "/data/repositories/\(value.project.id).git"])
        #expect(value.command.workingDirectory == "/data/repositories/\(value.project.id).git")
        #expect(value.command.group == .newSession)
        #expect(value.command.memoryLimit == 1 << 30)
    }

    @Test func settingsStandInGitsCommandScope() {
        let environment = receivePack().environment
        var settings: [String: String] = [:]
        for index in 0..<Int(environment["GIT_CONFIG_COUNT"]!)! {
            settings[environment["GIT_CONFIG_KEY_\(index)"]!] = environment["GIT_CONFIG_VALUE_\(index)"]!
        }
        #expect(settings["core.hooksPath"] == "/hooks")
        #expect(settings["receive.fsckObjects"] == "true")
        #expect(settings["receive.advertisePushOptions"] == "true")
        #expect(settings["receive.autogc"] == "false")
        #expect(settings["receive.maxInputSize"] == "2147483648")
        #expect(settings["core.bigFileThreshold"] == "16m")
        #expect(settings["core.alternateRefsCommand"] == "/bin/true")
        #expect(settings["receive.shallowUpdate"] == "true")
        #expect(settings["receive.hideRefs"] == "refs/paastech")
        #expect(environment["GIT_CONFIG_NOSYSTEM"] == "1")
        #expect(environment["GIT_CONFIG_GLOBAL"] == "/dev/null")
        #expect(environment["GIT_PROTOCOL"] == "version=2")
    }

    @Test func configurationCannotChangeWhatDescribesThePush() {
        let value = receivePack(hookEnvironment: [
            "PAASTECH_USER": "root", "PAASTECH_DATABASE_URL": "x", "PATH": "/opt",
        ])
        #expect(value.environment["PAASTECH_USER"] == "alice")
        #expect(value.environment["PAASTECH_DATABASE_URL"] == "x")
        #expect(value.environment["PATH"] == "/opt")
    }
}
