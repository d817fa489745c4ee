import FoundationEssentials
import Testing

@testable import DockerEngine

/// The JSON and the parameters exactly as the API reference has them.
struct WireFormatTests {
    @Test func containerIsCreatedWithDockersFieldNames() throws {
        var specification = ContainerSpecification(name: "not in the body", image: "app")
        specification.config.command = ["run"]
        specification.config.environment = ["PORT=80"]
        specification.config.labels = ["a": "b"]
        specification.config.exposedPorts = ["80/tcp": EmptyObject()]
        specification.host.memory = 1024
        specification.host.memorySwap = 1024
        specification.host.nanoCPUs = 500_000_000
        specification.host.pidsLimit = 10
        specification.host.droppedCapabilities = ["ALL"]
        specification.host.securityOptions = ["no-new-privileges:true"]
        specification.host.restartPolicy = .onFailure(maximum: 3)
        specification.host.networkMode = "net"
        specification.host.mounts = [.volume("v", at: "/data", readOnly: true)]
        specification.host.ulimits = [Ulimit("nofile", soft: 1, hard: 2)]
        specification.host.temporaryFileSystems = ["/tmp": "size=1m"]
        specification.host.hasReadOnlyRoot = true
        specification.host.logConfig = LogConfig(type: "json-file", options: ["max-size": "1m"])
        specification.endpoints = ["net": EndpointSettings(aliases: ["app"])]
        let expected = """
            {"Cmd":["run"],"Env":["PORT=80"],"ExposedPorts":{"80/tcp":{}},"HostConfig":{"CapDrop":["ALL"],\
            "LogConfig":{"Config":{"max-size":"1m"},"Type":"json-file"},"Memory":1024,"MemorySwap":1024,\
            "Mounts":[{"ReadOnly":true,"Source":"v","Target":"/data","Type":"volume"}],"NanoCpus":500000000,\
            "NetworkMode":"net","PidsLimit":10,"ReadonlyRootfs":true,\
            "RestartPolicy":{"MaximumRetryCount":3,"Name":"on-failure"},"SecurityOpt":["no-new-privileges:true"],\
            "Tmpfs":{"/tmp":"size=1m"},"Ulimits":[{"Hard":2,"Name":"nofile","Soft":1}]},"Image":"app",\
            "Labels":{"a":"b"},"NetworkingConfig":{"EndpointsConfig":{"net":{"Aliases":["app"]}}}}
            """
        #expect(try json(specification) == expected)
    }

    @Test func filtersAreOneJSONParameter() throws {
        let filters = DockerFilters.label("a", "b").and(label: "c").and("status", "running")
        #expect(filters.query.map(\.name) == ["filters"])
        #expect(filters.query.first?.value == #"{"label":["a=b","c"],"status":["running"]}"#)
        #expect(DockerFilters().query.isEmpty)
    }

    @Test func missingCredentialsAreAnEmptyObject() {
        #expect(RegistryCredentials.none.headerValue == "e30=")
    }

    @Test func credentialsUseTheURLAlphabet() {
        // "~~~~" and "???" give + and / in the standard alphabet.
        let value = RegistryCredentials(username: "~~~~", password: "???>>>").headerValue
        #expect(!value.contains("+") && !value.contains("/"))
    }

    @Test(arguments: [
        ("debian", "debian", nil), ("debian:12", "debian", "12"), ("h:5000/a/b", "h:5000/a/b", nil),
        ("h:5000/a/b:c", "h:5000/a/b", "c"), ("h:5000/a@sha256:00", "h:5000/a", "sha256:00"),
        ("h:5000/a:t@sha256:00", "h:5000/a", "sha256:00"),
    ])
    func namesAreSplit(name: String, repository: String, tag: String?) {
        let parts = DockerEngine.split(name)
        #expect(parts.repository == repository)
        #expect(parts.tag == tag)
    }

    @Test func failureInsideAProgressStreamIsSeen() throws {
        let line = #"{"errorDetail":{"message":"denied"},"error":"denied"}"#
        #expect(try progress(line).failure == "denied")
    }

    @Test func resultOfAPushIsSeenAndOtherExtrasAreNot() throws {
        let line = #"{"progressDetail":{},"aux":{"Tag":"t","Digest":"sha256:ab","Size":42}}"#
        #expect(try progress(line).pushed?.digest == "sha256:ab")
        #expect(try progress(#"{"aux":{"ID":"sha256:ab"}}"#).pushed == nil)
        let pushing = try progress(#"{"status":"Pushing","progressDetail":{"current":1,"total":2},"id":"abc"}"#)
        #expect(pushing.current == 1 && pushing.total == 2 && pushing.id == "abc")
    }

    @Test(arguments: [
        (400, DockerError.Code.invalid), (404, .notFound), (409, .conflict), (403, .forbidden), (500, .failed),
    ])
    func refusalsKeepDockersWords(status: Int, code: DockerError.Code) {
        let error = DockerError(status: status, body: Array(#"{"message":"its words"}"#.utf8))
        #expect(error == DockerError(code, "its words", status: status))
        #expect(DockerError(status: status, body: []).message == "docker answered with status \(status)")
    }

    @Test func statisticsAreComputedAsDockerDoes() throws {
        let text = """
            {"cpu_stats":{"cpu_usage":{"total_usage":300},"system_cpu_usage":2000,"online_cpus":2},
             "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000},
             "memory_stats":{"usage":1000,"limit":5000,"stats":{"inactive_file":300}}}
            """
        let statistics = try JSONDecoder().decode(ContainerStatistics.self, from: Data(text.utf8))
        #expect(statistics.cpuPercent == 40)
        #expect(statistics.memoryInUse == 700)
    }

    private func progress(_ line: String) throws -> ImageProgress {
        try JSONDecoder().decode(ImageProgress.self, from: Data(line.utf8))
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
