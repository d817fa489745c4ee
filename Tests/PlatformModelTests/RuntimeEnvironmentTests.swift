import PlatformModel
import Testing

@Suite struct RuntimeEnvironmentTests {
    @Test(arguments: ["A", "_", "a1", "lower_UPPER_9", String(repeating: "x", count: 128)])
    func namesThatAreTaken(_ name: String) throws {
        #expect(try RuntimeEnvironment([name: "value"]).variables == [name: "value"])
    }

    @Test(arguments: [
        "", "1A", "A-B", "A B", "A=B", "ä", "A\0", "PORT", "A\u{301}", String(repeating: "x", count: 129),
    ])
    func namesThatAreRefused(_ name: String) {
        let error = #expect(throws: PlatformError.self) { try RuntimeEnvironment([name: "s3cret"]) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test func valuesAreBounded() throws {
        let longest = String(repeating: "v", count: RuntimeEnvironment.longestValue)
        _ = try RuntimeEnvironment(["A": longest])
        #expect(throws: PlatformError.self) { try RuntimeEnvironment(["A": longest + "v"]) }
        #expect(throws: PlatformError.self) { try RuntimeEnvironment(["A": "\0"]) }
        let many = Dictionary(uniqueKeysWithValues: (0..<5).map { ("A\($0)", longest) })
        let error = #expect(throws: PlatformError.self) { try RuntimeEnvironment(many) }
        #expect(error?.message.contains("\(RuntimeEnvironment.largestTotal)") == true)
    }

    @Test func everyProblemIsNamed() {
        let problems = RuntimeEnvironment.problems(with: ["B-": "", "A-": nil, "FINE": "x", "GONE": nil])
        #expect(problems.map(\.name) == ["A-", "B-"])
    }

    @Test func noDescriptionShowsAValue() throws {
        let environment = try RuntimeEnvironment(["TOKEN": "s3cret"])
        #expect("\(environment)" == "TOKEN")
    }

    @Test func mergeSetsAndRemoves() throws {
        let merged = try EnvironmentChange.merge(["A": nil, "B": "2", "C": "3"]).applied(to: ["A": "1", "B": "1"])
        #expect(merged.variables == ["B": "2", "C": "3"])
    }
}
