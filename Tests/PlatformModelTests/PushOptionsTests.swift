import PlatformModel
import Testing

@Suite struct PushOptionsTests {
    @Test func knowsItsOptionsAndNamesThemAgain() throws {
        let options = try PushOptions(names: ["detach", "no-deploy"])
        #expect(options == [.noDeploy, .detach])
        #expect(options.names == ["no-deploy", "detach"])
    }

    @Test func refusesAnUnknownOneWithTheKnown() {
        let error = #expect(throws: PlatformError.self) { try PushOptions(names: ["detach", "Detach"]) }
        #expect(error?.message == #"unknown push option "Detach"; known are: no-deploy, clear-cache, detach"#)
    }
}
