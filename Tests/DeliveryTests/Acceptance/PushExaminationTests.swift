import GitRepositories
import PlatformModel
import TestSupport
import Testing

@testable import Delivery

/// What pre-receive decides, with repositories of the real git.
@Suite("Examining a push")
struct PushExaminationTests {
    private let scratch: ScratchGit

    init() throws { scratch = try ScratchGit() }

    private func examine(
        _ updates: [(name: String, old: String?, new: String?)], to branch: String = "main", options: [String] = []
    ) throws -> PushVerdict {
        let repository = try GitRepository.open(at: scratch.repository)
        let updates = try updates.map { update in
            ReferenceUpdate(
                name: update.name, old: try update.old.map { try #require(ObjectID($0)) },
                new: try update.new.map { try #require(ObjectID($0)) })
        }
        return try PushExamination(environment: PushSample.push(to: branch, options: options), repository: repository)
            .examine(updates)
    }

    private func commit(_ files: [String: String]) throws -> String { try scratch.commit(scratch.tree(files)) }

    private func acceptance(of verdict: PushVerdict) throws -> PushVerdict.Acceptance {
        guard case .accepted(let acceptance) = verdict else {
            Issue.record("refused: \(verdict)")
            throw PlatformError(.conflict, "refused")
        }
        return acceptance
    }

    private func refusal(of verdict: PushVerdict) throws -> PushVerdict.Refusal {
        guard case .refused(let refusal) = verdict else {
            Issue.record("accepted: \(verdict)")
            throw PlatformError(.conflict, "accepted")
        }
        return refusal
    }

    @Test("the deploy branch gets a deployment, with what it replaces")
    func deploys() throws {
        let first = try commit(["index.html": "1"])
        let second = try commit(["index.html": "2"])
        let created = try acceptance(of: examine([("refs/heads/main", nil, first)], options: ["detach"]))
        #expect(created.options == .detach)
        #expect(
            created.deployments
                == [NewDeployment(commit: try #require(CommitID(first)), previousCommit: nil, branch: .main)])
        let moved = try acceptance(
            of: examine([("refs/heads/x", nil, first), ("refs/heads/main", first, second)]))
        #expect(moved.deployments.map(\.commit.description) == [second])
        #expect(moved.deployments.first?.previousCommit?.description == first)
    }

    @Test("other branches and tags are stored, and their deletion is nobody's business")
    func stores() throws {
        let bad = try commit(["paastech/buildpacks.yaml": "nonsense: [", "a": ""])
        for update in [
            ("refs/heads/feature", nil, bad), ("refs/tags/v1", nil, bad), ("refs/heads/feature", bad, nil),
            ("refs/tags/v1", bad, nil),
        ] as [(String, String?, String?)] {
            #expect(try acceptance(of: examine([update])).deployments == [])
        }
    }

    @Test("master counts as main while there is no main")
    func master() throws {
        let id = try commit(["a": ""])
        #expect(
            try acceptance(of: examine([("refs/heads/master", nil, id)])).deployments.map(\.branch) == [.master])
        #expect(
            try refusal(of: examine([("refs/heads/master", id, nil)])).reason.contains("\"master\" cannot be deleted"))
        try scratch.git("update-ref", "refs/heads/main", id)
        #expect(try acceptance(of: examine([("refs/heads/master", nil, id)])).deployments == [])
        #expect(try acceptance(of: examine([("refs/heads/master", id, nil)])).deployments == [])
    }

    @Test("ReservedReference and other references that are closed")
    func references() throws {
        let id = try commit(["a": ""])
        let rows =
            [
                (
                    "refs/heads/main", id, nil,
                    "the deploy branch \"main\" cannot be deleted; remove the project instead, or push another commit to it"
                ),
                (
                    "refs/paastech/deployments/1", nil, id,
                    "\"refs/paastech/deployments/1\" is kept by the platform and closed to pushes"
                ),
                (
                    "refs/paastech/deployments/1", id, nil,
                    "\"refs/paastech/deployments/1\" is kept by the platform and closed to pushes"
                ),
                (
                    "refs/notes/commits", nil, id,
                    "\"refs/notes/commits\" is neither a branch nor a tag; push to refs/heads/… or refs/tags/…"
                ),
            ] as [(String, String?, String?, String)]
        for (name, old, new, reason) in rows {
            let refusal = try refusal(of: examine([("refs/heads/main", nil, id), (name, old, new)]))
            #expect(refusal.reason == reason)
            #expect(refusal.lines == [" !     Push refused: \(reason)"])
        }
    }

    @Test("an unknown push option is refused with the known ones, whatever is pushed")
    func options() throws {
        let id = try commit(["a": ""])
        for name in ["refs/heads/main", "refs/heads/x"] {
            let refusal = try refusal(of: examine([(name, nil, id)], options: ["detach", "force"]))
            #expect(refusal.reason == "unknown push option \"force\"; known are: no-deploy, clear-cache, detach")
        }
    }

    @Test("a commit without files is refused")
    func empty() throws {
        let nothing = try scratch.commit(scratch.rawTree([]))
        let submodule = try scratch.commit(scratch.tree([(path: "lib", mode: "160000", content: [])]))
        for id in [nothing, submodule] {
            #expect(
                try refusal(of: examine([("refs/heads/main", nil, id)])).reason
                    == "commit \(id.prefix(7)) has no files; add your application's files, commit and push again")
        }
    }

    @Test("a bad configuration is refused with every problem, also when nothing is to be deployed")
    func configuration() throws {
        let id = try commit([
            "paastech/buildpacks.yaml": "buildpacks:\n  path: web\n\n  buildr: x\n", "web/index.html": "",
        ])
        for options in [[], ["no-deploy"]] {
            let refusal = try refusal(of: examine([("refs/heads/main", nil, id)], options: options))
            let problem = #"paastech/buildpacks.yaml:4:3: unknown key "buildr", did you mean "builder"?"#
            #expect(refusal.reason == problem)
            #expect(
                refusal.lines == [
                    " !     \(problem)", "             buildr: x", "             ^",
                    " !     Push refused, nothing was stored: correct the file, commit and push again",
                ])
        }
    }

    @Test("SymlinkedConfiguration")
    func symlink() throws {
        let file = try scratch.commit(
            scratch.tree([
                (path: "real.yaml", mode: "100644", content: Array("buildpacks: {}".utf8)),
                (path: "paastech/buildpacks.yaml", mode: "120000", content: Array("../real.yaml".utf8)),
            ]))
        let directory = try scratch.commit(
            scratch.tree([
                (path: "real/buildpacks.yaml", mode: "100644", content: Array("buildpacks: {}".utf8)),
                (path: "paastech", mode: "120000", content: Array("real".utf8)),
            ]))
        for id in [file, directory] {
            let refusal = try refusal(of: examine([("refs/heads/main", nil, id)]))
            #expect(refusal.reason.contains("is a symbolic link"))
        }
    }

    @Test("the configuration is checked against the commit's own files")
    func committedFiles() throws {
        let id = try commit([
            "paastech/buildpacks.yaml": "buildpacks:\n  path: web\n  buildpack: ./pack\n", "web/index.html": "",
            "pack/buildpack.toml": "",
        ])
        #expect(try acceptance(of: examine([("refs/heads/main", nil, id)])).deployments.count == 1)
    }

    @Test("SymlinkLeavesTheRepository: refused before it is stored")
    func escapingLink() throws {
        let id = try scratch.commit(
            scratch.tree([
                (path: "index.html", mode: "100644", content: []),
                (path: "etc", mode: "120000", content: Array("/etc".utf8)),
            ]))
        #expect(
            try refusal(of: examine([("refs/heads/main", nil, id)])).reason.contains(
                "the symbolic link etc leads out of the repository, to /etc"))
    }

    @Test("many problems are counted, not all shown")
    func manyProblems() throws {
        let keys = (0..<30).map { "  x\($0): 1\n" }.joined()
        let id = try commit(["paastech/buildpacks.yaml": "buildpacks:\n" + keys])
        let refusal = try refusal(of: examine([("refs/heads/main", nil, id)]))
        #expect(refusal.lines.contains(" !     and 10 more problems in this file"))
        #expect(refusal.lines.count == 20 * 3 + 2)
    }

    @Test("what is not a commit, or not there, is refused")
    func unreadable() throws {
        let blob = try scratch.blob("x")
        let missing = String(repeating: "ab", count: 20)
        for id in [blob, missing] {
            #expect(try refusal(of: examine([("refs/heads/main", nil, id)])).lines.count == 1)
        }
    }
}
