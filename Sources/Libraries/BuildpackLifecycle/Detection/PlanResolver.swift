/// Chooses which buildpacks of a group take part and what each must provide
/// (Buildpack specification, "Phase #1: Detection", "Order Resolution").
public struct PlanResolver: Sendable {
    /// A buildpack that passed `bin/detect`.
    public struct Candidate: Sendable, Equatable {
        public var reference: BuildpackReference
        public var plan: BuildPlan

        public init(_ reference: BuildpackReference, plan: BuildPlan) {
            self.reference = reference
            self.plan = plan
        }
    }

    public struct Resolution: Sendable, Equatable {
        public var group: [BuildpackReference]
        public var entries: [PlanEntry]
    }

    /// A requirement with the buildpacks that provide it.
    public struct PlanEntry: Sendable, Equatable {
        public var providers: [BuildpackReference]
        public var requires: [PlanRequirement]

        public init(providers: [BuildpackReference], requires: [PlanRequirement]) {
            self.providers = providers
            self.requires = requires
        }
    }

    /// One buildpack with one of its alternatives.
    struct Option {
        var reference: BuildpackReference
        var alternative: BuildPlan.Alternative
    }

    /// The most combinations of alternatives that are tried; beyond it a group of hostile plans would never end.
    public static let trialLimit = 100_000

    public init() {}

    /// The first combination of alternatives, in the order the plans list them, whose requirements are all provided by
    /// the same or an earlier buildpack and whose provisions are all required. Nil where there is none.
    public func resolve(_ candidates: [Candidate]) -> Resolution? {
        var remaining = Self.trialLimit
        return trials(candidates[...], chosen: [], remaining: &remaining)
    }

    private func trials(_ rest: ArraySlice<Candidate>, chosen: [Option], remaining: inout Int) -> Resolution? {
        guard let candidate = rest.first else {
            remaining -= 1
            return remaining < 0 ? nil : attempt(chosen)
        }
        for (index, alternative) in candidate.plan.alternatives.enumerated() {
            var reference = candidate.reference
            // An optional buildpack may be dropped only once its last alternative has been reached.
            reference.isOptional = reference.isOptional && index == candidate.plan.alternatives.count - 1
            let option = Option(reference: reference, alternative: alternative)
            if let found = trials(rest.dropFirst(), chosen: chosen + [option], remaining: &remaining) { return found }
            if remaining < 0 { return nil }
        }
        return nil
    }

    private func attempt(_ options: [Option]) -> Resolution? {
        var trial = options
        while true {
            guard let flawed = Self.firstFlaw(in: trial) else { break }
            guard trial[flawed].reference.isOptional else { return nil }
            trial.remove(at: flawed)
        }
        guard !trial.isEmpty else { return nil }
        let group = trial.map { option in
            BuildpackReference(id: option.reference.id, version: option.reference.version)
        }
        return Resolution(group: group, entries: Self.entries(of: trial))
    }

    /// The first buildpack that requires what nobody up to itself provides, or else the first that provides what
    /// nobody from itself on requires.
    private static func firstFlaw(in trial: [Option]) -> Int? {
        for (index, option) in trial.enumerated() {
            let provided = Set(trial[...index].flatMap(\.alternative.provides))
            if option.alternative.requires.contains(where: { !provided.contains($0.name) }) { return index }
        }
        for (index, option) in trial.enumerated() {
            let required = Set(trial[index...].flatMap(\.alternative.requires).map(\.name))
            if option.alternative.provides.contains(where: { !required.contains($0) }) { return index }
        }
        return nil
    }

    private static func entries(of trial: [Option]) -> [PlanEntry] {
        var names: [String] = []
        for name in trial.flatMap(\.alternative.requires).map(\.name) where !names.contains(name) { names.append(name) }
        return names.map { name in
            PlanEntry(
                providers: trial.filter { $0.alternative.provides.contains(name) }.map {
                    BuildpackReference(id: $0.reference.id, version: $0.reference.version)
                },
                requires: trial.flatMap(\.alternative.requires).filter { $0.name == name })
        }
    }
}
