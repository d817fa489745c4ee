import PlatformModel
import Testing

@testable import Delivery

@Suite struct DeploymentLauncherTests {
    @Test func theChildGetsItsConfigurationAndTheLockAndNothingElse() {
        let id = DeploymentID()
        let launcher = DeploymentLauncher(
            executable: "/opt/hooks/post-receive",
            environment: [
                "PAASTECH_DATA_DIR": "/data", "PAASTECH_PUSH_LOCK_FD": "7", "PATH": "/usr/bin", "GIT_DIR": ".",
                "GIT_PUSH_OPTION_COUNT": "1", "SSH_CONNECTION": "x",
            ])
        let command = launcher.command(for: id, lock: 9)
        #expect(command.executable == "/opt/hooks/post-receive")
        #expect(command.arguments == ["--deployment", "\(id)"])
        #expect(command.group == .newSession)
        #expect(
            command.environment == [
                "PAASTECH_DATA_DIR": "/data", "PAASTECH_PUSH_LOCK_FD": "9", "PATH": "/usr/bin",
                "SWIFT_BACKTRACE": "enable=no",
            ])
    }
}
