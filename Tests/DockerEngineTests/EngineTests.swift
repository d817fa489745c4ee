import DockerEngine
import Testing

/// Against the machine's own Docker daemon.
@Suite(.probeImage) struct EngineTests {
    private let engine = EngineFixture.engine

    @Test func daemonTellsWhatItIs() async throws {
        try await engine.ping()
        let version = try await engine.version()
        #expect(!version.version.isEmpty)
        #expect(try await engine.info().cpus ?? 0 > 0)
    }

    @Test func missingDaemonIsNamed() async throws {
        let error = await #expect(throws: DockerError.self) {
            try await DockerEngine(socketPath: "/nonexistent/docker.sock").ping()
        }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("/nonexistent/docker.sock") == true)
    }

    @Test func outputOfBothStreamsComesApart() async throws {
        try await EngineFixture.withContainer(["say", "to stdout", "to stderr"]) { id in
            let attached = try await engine.attach(to: id)
            try await engine.startContainer(id)
            #expect(try await engine.waitContainer(id) == 0)
            var live: [LogFrame.Stream: String] = [:]
            for try await frame in attached {
                live[frame.stream, default: ""] += String(decoding: frame.bytes, as: UTF8.self)
            }
            #expect(live == [.stdout: "to stdout\n", .stderr: "to stderr\n"])

            var query = LogQuery()
            query.timestamps = true
            var assembler = LogLineAssembler(hasTimestamps: true)
            var lines: [LogLineAssembler.Line] = []
            for try await frame in try await engine.logs(of: id, query) { lines += assembler.feed(frame) }
            #expect(Set(lines.map(\.text)) == ["to stdout", "to stderr"])
            #expect(lines.allSatisfy { $0.timestamp?.hasSuffix("Z") == true })
        }
    }

    @Test func exitStatusIsTold() async throws {
        try await EngineFixture.withContainer(["exit", "7"]) { id in
            try await engine.startContainer(id)
            #expect(try await engine.waitContainer(id) == 7)
            let state = try await engine.inspectContainer(id).state
            #expect(!state.isRunning && state.exitCode == 7)
        }
    }

    @Test func stopAsksBeforeItKills() async throws {
        try await EngineFixture.withContainer(["wait"]) { id in
            try await engine.startContainer(id)
            try await firstOutput(of: id)
            try await engine.stopContainer(id, timeout: .seconds(20))
            #expect(try await engine.inspectContainer(id).state.exitCode == 0)
        }
        try await EngineFixture.withContainer(["stubborn"]) { id in
            try await engine.startContainer(id)
            try await firstOutput(of: id)
            try await engine.stopContainer(id, timeout: .seconds(1))
            #expect(try await engine.inspectContainer(id).state.exitCode == 137)
        }
    }

    @Test func anotherSignalCanEndIt() async throws {
        try await EngineFixture.withContainer(["stubborn"]) { id in
            try await engine.startContainer(id)
            try await firstOutput(of: id)
            try await engine.stopContainer(id, signal: "SIGQUIT", timeout: .seconds(20))
            #expect(try await engine.inspectContainer(id).state.exitCode == 0)
        }
    }

    @Test func followingEndsWithTheContainerAndCancelsWithItsReader() async throws {
        try await EngineFixture.withContainer(["flood"]) { id in
            try await engine.startContainer(id)
            var query = LogQuery()
            query.follows = true
            var seen = 0
            for try await frame in try await engine.logs(of: id, query) {
                seen += frame.bytes.count
                if seen > 1 << 20 { break }
            }
            #expect(seen > 1 << 20)
            try await engine.killContainer(id)
            var rest = LogQuery()
            rest.follows = true
            rest.tail = 3
            var lines = 0
            for try await frame in try await engine.logs(of: id, rest) { lines += frame.bytes.count { $0 == 10 } }
            #expect((1...3).contains(lines))
        }
    }

    @Test func limitsReachTheContainer() async throws {
        try await EngineFixture.withContainer(["wait"]) { id in
            try await engine.startContainer(id)
            try await engine.updateContainer(
                id, ResourceUpdate(memory: 64 << 20, memorySwap: 64 << 20, nanoCPUs: 250_000_000, pidsLimit: 20))
            let host = try #require(try await engine.inspectContainer(id).host)
            #expect(host.memory == 64 << 20 && host.nanoCPUs == 250_000_000 && host.pidsLimit == 20)
            let statistics = try await engine.statistics(of: id)
            #expect(statistics.memory?.limit == 64 << 20)
            #expect(statistics.memoryInUse < 64 << 20)
        }
    }

    @Test func containerThatEatsTooMuchIsKilledForIt() async throws {
        try await EngineFixture.withContainer(
            ["eat"],
            change: {
                $0.host.memory = 16 << 20
                $0.host.memorySwap = 16 << 20
            },
            { id in
                try await engine.startContainer(id)
                #expect(try await engine.waitContainer(id) == 137)
                #expect(try await engine.inspectContainer(id).state.endedForMemory)
            })
    }

    @Test func archiveGoesInAndComesOut() async throws {
        try await EngineFixture.withContainer(["wait"]) { id in
            let path = try ProbeArchive.path()
            try await engine.putArchive(.file(path: path), into: id, at: "/")
            var size = 0
            for try await chunk in try await engine.archive(of: id, at: "/probe") { size += chunk.count }
            #expect(size > 10_000)
            let error = await #expect(throws: DockerError.self) { try await engine.archive(of: id, at: "/missing") }
            #expect(error?.code == .notFound)
        }
    }

    @Test func containersAreFoundByTheirLabels() async throws {
        let mark = EngineFixture.name()
        try await EngineFixture.withContainer(["wait"], change: { $0.config.labels?["mark"] = mark }) { id in
            let found = try await engine.listContainers(.label("mark", mark))
            #expect(found.map(\.id) == [id])
            #expect(try await engine.listContainers(.label("mark", mark), all: false).isEmpty)
        }
    }

    @Test func nameInUseIsAConflict() async throws {
        let name = EngineFixture.name()
        try await EngineFixture.withContainer(["wait"], change: { $0.name = name }) { _ in
            let error = await #expect(throws: DockerError.self) {
                try await engine.createContainer(ContainerSpecification(name: name, image: EngineFixture.image))
            }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains(name) == true)
        }
    }

    /// Returns when the program has printed something, and so has set up its signals.
    private func firstOutput(of id: String) async throws {
        var query = LogQuery()
        query.follows = true
        for try await _ in try await engine.logs(of: id, query) { return }
        Issue.record("container \(id) printed nothing")
    }
}
