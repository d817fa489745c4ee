import Foundation
import TestSupport
import Testing

extension Stories {
    /// The second push learns where main is while the first builds; the first is canceled and main moves back below it.
    @Test func pushThatRacesWithAMoveBackIsToldToPushAgain() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        #expect(try await alice.push("main").status == .exited(0))
        let good = try await alice.git("rev-parse", "HEAD")
        try await alice.git("rm", "--quiet", "-r", ".")
        try alice.write(
            #"{"name": "endless", "version": "1.0.0", "scripts": {"build": "node make.js", "start": "node make.js"}}"#,
            to: "package.json")
        try alice.write("setTimeout(() => {}, 600000)\n", to: "make.js")
        try await alice.commit("Build for ever")
        let first = try StartedPush(alice)
        try await first.reach("===> BUILDING")

        try alice.write("<p>the third version</p>", to: "index.html")
        try await alice.git("rm", "--quiet", "package.json", "make.js")
        try await alice.commit("Go back to a page")
        // git runs this hook of the pusher's own between the server's list of references and the push.
        let (waiting, going) = (alice.directory.file("waiting"), alice.directory.file("going"))
        let hook = "\(alice.repository)/.git/hooks/pre-push"
        try alice.write(
            "#!/bin/sh\n: >\(waiting)\nwhile [ ! -e \(going) ]; do sleep 0.02; done\n", to: ".git/hooks/pre-push")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let second = try StartedPush(alice)
        try await eventually("the second push has seen main", within: .seconds(30)) {
            FileManager.default.fileExists(atPath: waiting)
        }
        first.interrupt()
        _ = try await first.end()
        try await eventually("main is back", within: .seconds(60)) { try await alice.branch() == good }
        try Data().write(to: URL(fileURLWithPath: going))
        #expect(try await second.end() == .exited(1))
        #expect(second.transcript.contains("main moved back while you pushed; push again"), "\(second.transcript)")
        #expect(try await alice.branch() == good)

        let again = try await alice.push("main")
        #expect(again.status == .exited(0), "\(again.errors)")
        #expect(try await alice.browse().body.contains("the third version"))
        try await alice.expectNothingRuns()
    }
}
