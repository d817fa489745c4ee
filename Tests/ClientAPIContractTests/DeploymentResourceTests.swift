import ClientAPIContract
import FoundationEssentials
import PlatformModel
import Testing

@Suite("A deployment on the wire")
struct DeploymentResourceTests {
    private func deployment(digest: ImageDigest? = nil) throws -> Deployment {
        Deployment(
            id: DeploymentID(), project: try #require(ProjectID("5c0e7a7e-9a41-4f0e-8c55-0123456789ab")), number: 4,
            push: nil, commit: try #require(CommitID(String(repeating: "3f", count: 20))), previousCommit: nil,
            branch: .main, pusherName: try UserName(parsing: "alice"), keyFingerprint: nil, options: [],
            status: .rollingOut, stage: .rollout, imageDigest: digest, buildTime: .milliseconds(3912),
            createdAt: Date(timeIntervalSince1970: 1_795_517_378))
    }

    @Test("every key is there, unknown values as null")
    func nullsAreWritten() throws {
        let resource = DeploymentResource(try deployment(), registry: "127.0.0.1:5000")
        let text = String(decoding: try WireCoding.encode(resource), as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"branch":"main","builder":null,"commit":"3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f","#
                    + #""createdAt":"2026-11-24T10:49:38.000Z","finishedAt":null,"#))
        #expect(
            text.contains(#""pusher":"alice","reason":null,"seconds":{"build":3.912,"publish":null,"rollout":null}"#))
        #expect(text.contains(#""status":"rolling_out""#))
        #expect(try WireCoding.decode(DeploymentResource.self, from: text.utf8) == resource)
    }

    @Test("a missing key reads as null")
    func missingKeys() throws {
        let seconds = try WireCoding.decode(StageSeconds.self, from: #"{"build": 1.5}"#.utf8)
        #expect(seconds == StageSeconds(build: 1.5, publish: nil, rollout: nil))
    }

    @Test("the image is named by digest")
    func imageIsPinned() throws {
        let digest = try #require(ImageDigest("sha256:" + String(repeating: "9a", count: 32)))
        let resource = DeploymentResource(try deployment(digest: digest), registry: "127.0.0.1:5000")
        #expect(resource.image == "127.0.0.1:5000/5c0e7a7e-9a41-4f0e-8c55-0123456789ab@\(digest)")
    }
}
