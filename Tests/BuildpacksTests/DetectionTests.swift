import BuildpackLifecycle
import Testing

/// Buildpack specification, "Phase #1: Detection".
@Suite struct DetectionTests {
    private func candidate(
        _ id: String, provides: [String] = [], requires: [String] = [], optional: Bool = false,
        or: [BuildPlan.Alternative] = []
    ) -> PlanResolver.Candidate {
        let first = BuildPlan.Alternative(provides: provides, requires: requires.map { PlanRequirement(name: $0) })
        return PlanResolver.Candidate(
            BuildpackReference(id: id, version: "1", isOptional: optional), plan: BuildPlan([first] + or))
    }

    private func ids(_ candidates: [PlanResolver.Candidate]) -> [String]? {
        PlanResolver().resolve(candidates)?.group.map(\.id)
    }

    @Test func aRequirementIsProvidedByTheSameOrAnEarlierBuildpack() {
        #expect(ids([candidate("a", provides: ["x"]), candidate("b", requires: ["x"])]) == ["a", "b"])
        #expect(ids([candidate("a", provides: ["x"], requires: ["x"])]) == ["a"])
        #expect(ids([candidate("b", requires: ["x"]), candidate("a", provides: ["x"])]) == nil)
    }

    @Test func anUnusedProvisionFailsUnlessItsBuildpackIsOptional() {
        #expect(ids([candidate("a", provides: ["x"])]) == nil)
        #expect(ids([candidate("a", provides: ["x"], optional: true), candidate("b")]) == ["b"])
    }

    @Test func alternativesAreTriedInTheirOrder() {
        let either = candidate("a", provides: ["x"], or: [.init(provides: ["y"])])
        let resolution = PlanResolver().resolve([either, candidate("b", requires: ["y"])])
        #expect(resolution?.entries.map { $0.requires[0].name } == ["y"])
        #expect(resolution?.entries.first?.providers.map(\.id) == ["a"])
    }

    @Test func compositesUnfoldAndOptionalOnesMayVanish() throws {
        let descriptors: [String: String] = [
            "c": "[[order]]\n[[order.group]]\nid='p'\nversion='1'\n[[order]]\n[[order.group]]\nid='q'\nversion='1'\n",
            "p": "", "q": "", "z": "",
        ]
        let expander = OrderExpander { reference throws(BuildpackError) in
            let text =
                "api='0.10'\n[buildpack]\nid='\(reference.id)'\nversion='1'\n" + (descriptors[reference.id] ?? "")
            return try BuildpackDescriptor(TOMLReader(parsing: text, file: "buildpack.toml"))
        }
        let order = BuildpackOrder([[.init(id: "c", isOptional: true), .init(id: "z")]])
        let groups = try expander.groups(of: order).map { $0.map(\.id) }
        #expect(groups == [["p", "z"], ["q", "z"], ["z"]])
    }
}
