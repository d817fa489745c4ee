import PlatformModel
import Testing

@testable import Delivery

@Suite struct RetentionPolicyTests {
    private let policy = RetentionPolicy(kept: 2)

    @Test func theNewestKeepTheirs() {
        let deployments = [4, 3, 2, 1].map { number in
            Samples.deployment(number, Samples.a, .replaced, digest: Samples.digest(Character("\(number)")))
        }
        #expect(
            policy.expired(among: deployments) == [
                .init(digest: Samples.digest("2"), deployments: [deployments[2].id]),
                .init(digest: Samples.digest("1"), deployments: [deployments[3].id]),
            ])
    }

    @Test func whatServesKeepsItsImageHoweverOld() {
        let deployments = [
            Samples.deployment(4, Samples.a, .failed, digest: Samples.digest("4")),
            Samples.deployment(3, Samples.a, .failed, digest: Samples.digest("3")),
            Samples.deployment(1, Samples.a, .live, digest: Samples.digest("1")),
        ]
        #expect(policy.expired(among: deployments).isEmpty)
    }

    @Test func aDigestThatAKeptDeploymentSharesStays() {
        let deployments = [
            Samples.deployment(4, Samples.a, .live, digest: Samples.digest("1")),
            Samples.deployment(3, Samples.a, .replaced, digest: Samples.digest("3")),
            Samples.deployment(1, Samples.a, .replaced, digest: Samples.digest("1")),
        ]
        #expect(policy.expired(among: deployments) == [.init(digest: nil, deployments: [deployments[2].id])])
    }

    @Test func aDigestIsDeletedOnceForAllThatShareIt() {
        let deployments = [
            Samples.deployment(5, Samples.a, .live, digest: Samples.digest("5")),
            Samples.deployment(4, Samples.a, .replaced, digest: Samples.digest("4")),
            Samples.deployment(2, Samples.a, .replaced, digest: Samples.digest("1")),
            Samples.deployment(1, Samples.a, .replaced, digest: Samples.digest("1")),
        ]
        #expect(
            policy.expired(among: deployments) == [
                .init(digest: Samples.digest("1"), deployments: [deployments[2].id, deployments[3].id])
            ])
    }
}
