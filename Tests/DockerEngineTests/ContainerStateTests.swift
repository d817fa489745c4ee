import DockerEngine
import Foundation
import Testing

/// What is concluded from a container's state.
struct ContainerStateTests {
    @Test(arguments: [
        (#"{"Status":"exited","Running":false,"ExitCode":137,"OOMKilled":true}"#, true),
        // The daemon heard of the exit first.
        (#"{"Status":"exited","Running":false,"ExitCode":137,"OOMKilled":false}"#, true),
        // A child was killed, and its parent ended by itself.
        (#"{"Status":"exited","Running":false,"ExitCode":1,"OOMKilled":true}"#, true),
        (#"{"Status":"exited","Running":false,"ExitCode":1,"OOMKilled":false}"#, false),
        (#"{"Status":"exited","Running":false,"ExitCode":143,"OOMKilled":false}"#, false),
        (#"{"Status":"running","Running":true,"ExitCode":0,"OOMKilled":false}"#, false),
    ])
    func anEndForMemoryIsRecognized(json: String, ended: Bool) throws {
        let state = try JSONDecoder().decode(ContainerState.self, from: Data(json.utf8))
        #expect(state.endedForMemory == ended)
    }
}
