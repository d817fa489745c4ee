import LinuxSystem
import SSHServer
import TestSupport
import Testing

/// What OpenSSH's client would never send. The attacks are in `Tests/SSHClients/attacks.py`.
@Suite struct RawClientTests {
    /// Runs one attack with a key the server knows. The grace time is far longer than any client here waits.
    private func attack(_ name: String, on server: CommandServer? = nil) async throws -> String {
        let server = try server ?? CommandServer { $0.limits.loginGraceTime = .seconds(600) }
        let client = try await server.client()
        let result = try await SSHClientScript("attacks.py").run(["\(server.port)", client.key.path, name])
        #expect(result.status == .exited(0), "\(result.errors)")
        // Whatever it was, the others go on.
        #expect(try await client.run("printf in").output == "in")
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// libssh drops such a request without an answer; its client would wait for the grace time.
    @Test(arguments: ["wrong_signature", "unreadable_signature"])
    func wrongSignatureIsRefusedAtOnce(attack name: String) async throws {
        let server = try CommandServer { $0.limits.loginGraceTime = .seconds(600) }
        #expect(try await attack(name, on: server) == "refused at once")
        let provenByTheAttack = server.events.count { if case .proven = $0 { true } else { false } }
        #expect(provenByTheAttack == 1, "only the good client's own")
    }

    @Test func userNameIsComparedAsAWhole() async throws {
        #expect(try await attack("other_users") == "refused at once")
    }

    @Test func channelBeforeLogInEndsTheConnection() async throws {
        #expect(try await attack("channel_before_log_in") == "closed")
    }

    @Test func offeredKeyOpensNoChannel() async throws {
        let server = try CommandServer { $0.limits.loginGraceTime = .seconds(600) }
        #expect(try await attack("channel_after_offered_key", on: server) == "closed")
        #expect(server.events.contains { if case .offered = $0 { true } else { false } })
    }

    @Test func channelsOfAConnectionAreLimited() async throws {
        #expect(try await attack("many_channels") == "10 channels")
    }

    @Test func onlySessionChannelsOpen() async throws {
        #expect(try await attack("channel_kinds") == "opened:")
    }

    @Test func channelRequestsBesideCommandsAreRefused() async throws {
        #expect(try await attack("channel_requests") == "granted:")
    }

    @Test func secondCommandOnAChannelDoesNotRun() async throws {
        let server = try CommandServer()
        #expect(try await attack("exec_twice", on: server) == "first")
        let commands = server.events.filter { if case .command = $0 { true } else { false } }
        #expect(!commands.contains(.command(CommandRequest(kind: .exec("printf second")))))
    }

    @Test func rekeyingByTheClientLosesNothing() async throws {
        #expect(try await attack("rekey_during_data") == "600000 of 600000 bytes, status 0")
    }

    @Test func packetOverTheLimitEndsTheConnection() async throws {
        #expect(try await attack("huge_packet") == "closed")
    }

    @Test func dataPastTheWindowEndsTheConnection() async throws {
        #expect(try await attack("data_past_the_window") == "closed")
    }

    @Test func dataForAnotherChannelDoesNotReachThisOne() async throws {
        #expect(try await attack("data_for_no_channel") == "mine")
    }

    @Test func commandThatIsNotTextIsRefused() async throws {
        #expect(try await attack("command_that_is_not_text") == "refused")
    }

    @Test func terrapinMessageBeforeTheKeyExchangeIsRefused() async throws {
        #expect(try await attack("terrapin") == "refused")
    }

    /// `ssh-audit` ends with 3 where it finds a failure, with 2 where it has no more than warnings.
    @Test func sshAuditFindsNoFailure() async throws {
        let server = try CommandServer()
        let audit = try await Tool.run(
            ChildCommand(
                executable: SSHClientScript.program("ssh-audit"),
                arguments: ["--no-colors", "--skip-rate-test", "-p", "\(server.port)", "127.0.0.1"],
                environment: ["PATH": "/usr/bin:/bin", "HOME": server.directory.path]))
        #expect([.exited(0), .exited(2)].contains(audit.status), "\(audit.output)")
        #expect(!audit.output.contains("[fail]"), "\(audit.output)")
        #expect(audit.output.contains("kex-strict-s-v00@openssh.com"))
    }
}
