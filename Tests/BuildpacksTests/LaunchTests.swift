import BuildpackLifecycle
import Testing

/// Platform specification, "launcher"; Buildpack specification, "Environment".
@Suite struct LaunchTests {
    private let metadata = LaunchMetadata(
        buildpacks: [.init(id: "new", version: "1", api: "0.10"), .init(id: "old", version: "1", api: "0.8")],
        processes: [
            LaunchProcess(type: "web", command: ["serve", "--always"], arguments: ["--default"], buildpackID: "new"),
            LaunchProcess(type: "job", command: ["run"], arguments: ["a"], buildpackID: "old"),
        ])

    private func select(_ program: String, _ arguments: [String]) throws -> LaunchProcess {
        try LaunchSelection(program: program, arguments: arguments, metadata: metadata).process
    }

    @Test func theProgramsNameChoosesTheProcess() throws {
        let process = try select("/cnb/process/web", [])
        #expect(process.command + process.arguments == ["serve", "--always", "--default"])
    }

    @Test func usersArgumentsReplaceDefaultsSinceAPI09AndAreAppendedBefore() throws {
        #expect(try select("/cnb/process/web", ["x"]).arguments == ["--always", "x"])
        #expect(try select("/cnb/process/job", ["x"]).arguments == ["a", "x"])
    }

    @Test func aDoubleDashStartsACommandWithoutAShell() throws {
        #expect(try select("/cnb/lifecycle/launcher", ["--", "ls", "-l"]).isDirect)
        #expect(try select("/cnb/lifecycle/launcher", ["ls -l"]).isDirect == false)
        #expect(throws: BuildpackError.self) { try select("/cnb/lifecycle/launcher", []) }
    }

    @Test func environmentFilesFollowTheirSuffix() {
        var variables = EnvironmentVariables(["A": "old", "E": ""])
        variables.apply(
            [
                ("A.append", "new"), ("A.delim", ":"), ("B", "set"), ("C.default", "d"), ("E.default", "filled"),
                ("A.unknown", "no"),
            ].map { EnvironmentFile(fileName: $0.0, contents: $0.1) })
        variables.apply([EnvironmentFile(fileName: "C.default", contents: "later")])
        variables.apply([EnvironmentFile(fileName: "B.prepend", contents: "pre")])
        #expect(variables.values == ["A": "old:new", "B": "preset", "C": "d", "E": "filled"])
    }

    @Test func usersPathGoesInFrontOthersReplace() {
        var variables = EnvironmentVariables(["PATH": "/bin", "X": "1"])
        variables.applyUserProvided(["PATH": "/mine", "X": "2"])
        #expect(variables.values == ["PATH": "/mine:/bin", "X": "2"])
    }

    @Test func aLaterPlainDefinitionTakesTheDefaultAway() {
        var first = LaunchConfiguration()
        first.processes = [LaunchProcess(type: "web", command: ["a"], isDefault: true)]
        var second = LaunchConfiguration()
        second.processes = [LaunchProcess(type: "web", command: ["b"])]
        let combined = LaunchMetadata.combine([first, second], buildpacks: [])
        #expect(combined.processes.map(\.command) == [["b"]])
        #expect(combined.defaultProcessType == nil)
    }
}
