import ClientAPIContract
import FoundationEssentials
import PlatformModel
import Testing

@Suite("The JSON of requests, resources and envelopes")
struct WireTests {
    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try WireCoding.encode(value), as: UTF8.self)
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try WireCoding.decode(type, from: text.utf8)
    }

    @Test("times have milliseconds and are read with or without them")
    func times() throws {
        let date = Date(timeIntervalSince1970: 1_795_517_378.12)
        #expect(try json([date]) == #"["2026-11-24T10:49:38.120Z"]"#)
        let read = try read([Date].self, #"["2026-11-24T10:49:38Z", "2026-11-24T10:49:38.120Z"]"#)
        #expect(read.map { ($0.timeIntervalSince1970 * 1000).rounded() } == [1_795_517_378_000, 1_795_517_378_120])
        #expect(throws: DecodingError.self) { try self.read([Date].self, #"["yesterday"]"#) }
    }

    @Test("a success leaves out what it does not have")
    func success() throws {
        #expect(try json(SuccessEnvelope<NoContent>(status: "removed")) == #"{"status":"removed"}"#)
        let token = SuccessEnvelope(status: "created", content: AccessTokenResource(accessToken: "t"))
        #expect(try json(token) == #"{"content":{"accessToken":"t"},"status":"created"}"#)
    }

    @Test("a failure carries status, reason phrase and the fields that are wrong")
    func failure() throws {
        let failure = FailureEnvelope(
            statusCode: 404, message: "no project of yours has this id", error: "Not Found")
        #expect(
            try json(failure)
                == #"{"error":"Not Found","message":"no project of yours has this id","statusCode":404}"#)
        let invalid = FailureEnvelope(
            statusCode: 422, message: "the request is invalid", error: "Unprocessable Content",
            details: [FieldProblem(field: "email", message: "bad")])
        #expect(try read(FailureEnvelope.self, json(invalid)) == invalid)
    }

    @Test("what passes through from Pomegranate is snake_case")
    func snakeCase() throws {
        let statuses = ApplicationStatusesResource(containerStatuses: [
            .init(containerName: "x", containerStatus: ContainerStatus(.running))
        ])
        #expect(
            try json(statuses)
                == #"{"container_statuses":[{"container_name":"x","container_status":"STATUS_RUNNING"}]}"#)
        let statistics = StatisticsResource(
            ApplicationStatistics(cpuUsage: 12.5, memoryUsage: 1024, memoryLimit: 2048))
        #expect(try json(statistics) == #"{"cpu_usage":12.5,"memory_limit":2048,"memory_usage":1024}"#)
        #expect(try json(DeployRequest(environment: ["A": "1"])) == #"{"env_vars":{"A":"1"}}"#)
        #expect(
            try json(ApplicationStatusesRequest(containerNames: ["x"])) == #"{"container_names":["x"]}"#)
    }

    @Test("a configuration patch is a plain object in which null deletes")
    func configurationPatch() throws {
        let patch = ConfigurationPatch(changes: ["A": "1", "B": nil])
        #expect(try json(patch) == #"{"A":"1","B":null}"#)
        #expect(try read(ConfigurationPatch.self, #"{"A":"1","B":null}"#) == patch)
        #expect(throws: DecodingError.self) { try self.read(ConfigurationPatch.self, #"{"A":1}"#) }
    }

    @Test("a status a newer server invented is kept as it is")
    func openStatuses() throws {
        let states = try read([DeploymentState].self, #"["live","paused"]"#)
        #expect(states.map(\.known) == [.live, nil])
        #expect(try json(states) == #"["live","paused"]"#)
        #expect(ContainerStatus(rawValue: "STATUS_NEW").known == .unknown)
    }
}
