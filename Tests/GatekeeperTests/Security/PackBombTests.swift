import FoundationEssentials
import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import Gatekeeper

/// Packs that are small and unpack to far more than the machine has.
@Suite(.serialized) struct PackBombTests {
    private static let limit = 128 << 20

    /// Git unpacks packs of fewer than a hundred objects by one program, larger ones by another.
    @Test(arguments: [0, 100])
    func smallPackUnpacksToGigabytes(fillers: Int) async throws {
        try await TestGatekeeper.with(change: { $0.maximumGitMemory = Self.limit }) { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .nothingReceived }
            let bomb = DeltaBomb(inflatedBytes: 2 << 30, fillers: fillers)
            let pack = try await Tool.offPool { try bomb.pack(in: ScratchGit()) }
            #expect(pack.count < 1 << 20)
            let push = try await send(pack, to: gatekeeper)
            #expect(push.status == .exited(1))
            #expect(push.output.contains("ng refs/heads/main "), "\(push.output)")
            #expect(
                push.errors.contains(
                    " !     Push refused, nothing was stored: git may take 128 MiB of memory to unpack a push, and this "
                        + "one needs more; keep large files out of the repository"), "\(push.errors)")
            let objects = try FileManager.default.contentsOfDirectory(atPath: "\(gatekeeper.repository)/objects")
            #expect(objects.sorted() == ["info", "pack"])
            // The door is open to the next push.
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            #expect(try await gatekeeper.push(from: gatekeeper.workTree()).status == .exited(0))
        }
    }

    /// A file of zeros costs its pusher nothing; git must not take it into memory as a whole.
    @Test func largeFileIsUnpackedPieceByPiece() async throws {
        try await TestGatekeeper.with(change: { $0.maximumGitMemory = Self.limit }) { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            let tree = try await gatekeeper.workTree()
            try Descriptor.open("\(tree)/zeros", flags: O_WRONLY | O_CREAT).close()
            #expect(truncate("\(tree)/zeros", 2 * Self.limit) == 0)
            for arguments in [["add", "."], ["commit", "-q", "-m", "Zeros"]] {
                #expect(try await gatekeeper.client.runGit(arguments, in: tree).status == .exited(0))
            }
            let push = try await gatekeeper.push(from: tree)
            #expect(push.status == .exited(0), "\(push.errors)")
        }
    }

    /// Builds and the reading of objects have limits of their own.
    @Test func limitIsLiftedForTheWholeHooks() async throws {
        let limit = "ulimit -S -d"
        try await TestGatekeeper.with(change: { $0.maximumGitMemory = Self.limit }) { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            try gatekeeper.useCompiledHooks()
            for program in ["examine-push", "deliver-push"] {
                let script = gatekeeper.directory.file("hooks/\(program)")
                try Data("#!/bin/sh\n\(limit) >$TEST_DIR/\(program)\n".utf8).write(to: URL(filePath: script))
                chmod(script, 0o755)
            }
            #expect(try await gatekeeper.push(from: gatekeeper.workTree()).status == .exited(0))
            #expect(try gatekeeper.text("examine-push") == "unlimited\n")
            #expect(try gatekeeper.text("deliver-push") == "unlimited\n")
        }
    }

    @Test func limitIsThereForWhatGitStarts() async throws {
        let hook = "ulimit -S -d >$TEST_DIR/limit"
        let gatekeeper = try await TestGatekeeper(preReceive: hook) { $0.maximumGitMemory = Self.limit }
        gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
        let push = try await gatekeeper.push(from: gatekeeper.workTree())
        try await gatekeeper.stop()
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(try gatekeeper.text("limit") == "\(Self.limit >> 10)\n")
    }

    /// Speaks receive-pack's protocol by hand: one command that creates `main`, then these bytes as the pack.
    private func send(_ pack: Data, to gatekeeper: TestGatekeeper) async throws -> Tool.Result {
        let zero = String(repeating: "0", count: 40)
        let command = "\(zero) \(String(repeating: "1", count: 40)) refs/heads/main\0 report-status"
        let length = String(command.utf8.count + 4, radix: 16)
        let line = String(repeating: "0", count: 4 - length.count) + length + command
        let file = gatekeeper.directory.file("request")
        try (Data("\(line)0000".utf8) + pack).write(to: URL(filePath: file))
        let input = try Descriptor.open(file, flags: O_RDONLY)
        return try await Tool.run(
            gatekeeper.client.command("git-receive-pack 'hello'"), descriptors: [0: input])
    }
}
