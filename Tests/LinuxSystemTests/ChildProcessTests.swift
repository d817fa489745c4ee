import Glibc
import LinuxSystem
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    /// Runs a command to its end and gives what it wrote to its standard output.
    private func output(
        of command: ChildCommand, descriptors: [CInt: CInt] = [:]
    ) throws -> (text: String, status: ChildProcess.ExitStatus) {
        let pipe = try Descriptor.pipe()
        var map = descriptors
        map[1] = pipe.writing.rawValue
        let child = try ChildProcess(command, descriptors: map)
        pipe.writing.close()
        let bytes = try pipe.reading.readAll(limit: 1 << 20)
        return (String(decoding: bytes, as: UTF8.self), child.wait())
    }

    @Test func environmentIsExactlyWhatWasWritten() throws {
        let (text, status) = try output(
            of: ChildCommand(executable: "/usr/bin/env", environment: ["A": "1", "B": "x y"]))
        #expect(text == "A=1\nB=x y\n")
        #expect(status == .exited(0))
    }

    @Test func argumentsAreNotInterpreted() throws {
        let hostile = ["$(id)", "a b", "", "*", "'\""]
        let (text, _) = try output(of: ChildCommand(executable: "/usr/bin/printf", arguments: ["%s|"] + hostile))
        #expect(text == hostile.map { $0 + "|" }.joined())
    }

    @Test func memoryLimitHoldsForTheChildAndWhatItStarts() throws {
        let input = try Descriptor.pipe()
        let program = "read go; ulimit -S -d; /bin/sh -c 'ulimit -S -d; ulimit -H -d'"
        var command = ChildCommand(executable: "/bin/sh", arguments: ["-c", program], environment: ["PATH": "/bin"])
        command.memoryLimit = 64 << 20
        let output = try Descriptor.pipe()
        let child = try ChildProcess(command, descriptors: [0: input.reading.rawValue, 1: output.writing.rawValue])
        output.writing.close()
        try input.writing.writeAll("go\n".utf8)
        #expect(String(decoding: try output.reading.readAll(), as: UTF8.self) == "65536\n65536\nunlimited\n")
        #expect(child.wait() == .exited(0))
    }

    @Test func workingDirectoryApplies() throws {
        let (text, _) = try output(of: ChildCommand(executable: "/bin/pwd", workingDirectory: "/usr/bin"))
        #expect(text == "/usr/bin\n")
    }

    /// Maps two descriptors crosswise, which a naive sequence of dup2 calls would mix up.
    @Test func onlyMappedDescriptorsAreOpen() throws {
        let extra = try Descriptor.pipe()
        let leaked = dup(extra.reading.rawValue)  // without close-on-exec
        defer { close(leaked) }
        let (text, _) = try output(
            of: ChildCommand(executable: "/bin/ls", arguments: ["/proc/self/fd"]),
            descriptors: [5: extra.writing.rawValue])
        // ls itself opens the directory as the lowest free number.
        #expect(text.split(separator: "\n") == ["0", "1", "2", "3", "5"])
    }

    @Test func descriptorsMayBeMappedCrosswise() throws {
        let first = try Descriptor.pipe()
        let second = try Descriptor.pipe()
        let child = try ChildProcess(
            ChildCommand(executable: "/bin/sh", arguments: ["-c", "echo first >&3; echo second >&4"]),
            descriptors: [3: first.writing.rawValue, 4: second.writing.rawValue])
        first.writing.close()
        second.writing.close()
        #expect(try String(decoding: first.reading.readAll(), as: UTF8.self) == "first\n")
        #expect(try String(decoding: second.reading.readAll(), as: UTF8.self) == "second\n")
        #expect(child.wait() == .exited(0))
    }

    @Test func signalsAreAtTheirDefaults() throws {
        SignalDisposition.ignore.apply(to: SIGPIPE)
        let (text, _) = try output(
            of: ChildCommand(executable: "/bin/grep", arguments: ["-E", "^Sig(Ign|Blk)", "/proc/self/status"]))
        let masks = text.split(separator: "\n").compactMap { UInt64($0.split(separator: "\t")[1], radix: 16) }
        // Signals 32 and 33 are glibc's own.
        #expect(masks.map { $0 & ~(3 << 31) } == [0, 0])
    }

    @Test func missingExecutableIsNamed() {
        let error = #expect(throws: LinuxError.self) { try ChildProcess(ChildCommand(executable: "/no/such")) }
        #expect(error?.description == "cannot start /no/such: no such file or directory")
        #expect(error?.code == ENOENT)
    }

    @Test func signalToTheGroupReachesGrandchildren() throws {
        let pipe = try Descriptor.pipe()
        let child = try ChildProcess(
            ChildCommand(executable: "/bin/sh", arguments: ["-c", "sleep 60 & echo ready; wait"]),
            descriptors: [1: pipe.writing.rawValue])
        pipe.writing.close()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 1)
        defer { buffer.deallocate() }
        #expect(try pipe.reading.read(into: buffer) == .bytes(6))
        #expect(child.poll() == nil)
        child.signalGroup(SIGKILL)
        #expect(child.wait() == .signaled(SIGKILL))
        // The grandchild held the writing end: the end of file shows that it is gone too.
        #expect(try pipe.reading.wait(for: .reading, milliseconds: 10_000))
        #expect(try pipe.reading.read(into: buffer) == .closed)
    }

    @Test func groupsAndSessionsAreTheChildsOwn() throws {
        for (group, ownGroup, ownSession) in [
            (ChildCommand.Group.sameAsParent, false, false), (.new, true, false), (.newSession, true, true),
        ] {
            let child = try ChildProcess(ChildCommand(executable: "/bin/sleep", arguments: ["60"], group: group))
            #expect((getpgid(child.processID) == child.processID) == ownGroup)
            #expect((getsid(child.processID) == child.processID) == ownSession)
            child.signal(SIGKILL)
            #expect(child.wait() == .signaled(SIGKILL))
        }
    }

    @Test func statusIsKeptAfterReaping() throws {
        let child = try ChildProcess(ChildCommand(executable: "/bin/sh", arguments: ["-c", "exit 7"]))
        #expect(child.wait() == .exited(7))
        #expect(child.poll() == .exited(7))
        #expect(child.wait(milliseconds: 0) == .exited(7))
        child.signal(SIGKILL)
        #expect(child.wait() == .exited(7))
    }

    @Test func childThatOutlivesItsOwnerLeavesNoZombie() async throws {
        let hold = try Descriptor.pipe()
        let processID = try startAndLetGo(readingFrom: hold.reading)
        #expect(kill(processID, 0) == 0)
        hold.writing.close()
        try await eventually("the child is gone, not a zombie") { kill(processID, 0) != 0 && errno == ESRCH }
    }

    private func startAndLetGo(readingFrom descriptor: borrowing Descriptor) throws -> pid_t {
        try ChildProcess(ChildCommand(executable: "/bin/cat"), descriptors: [0: descriptor.rawValue]).processID
    }

    @Test func findsExecutablesOnAPath() {
        #expect(ChildCommand.find("sh", in: "/nowhere:/usr/bin") == "/usr/bin/sh")
        #expect(ChildCommand.find("/bin/sh", in: "") == "/bin/sh")
        #expect(ChildCommand.find("no-such-tool", in: "/usr/bin:/bin") == nil)
        #expect(ChildCommand.find("bin", in: "/usr") == nil)
    }
}
