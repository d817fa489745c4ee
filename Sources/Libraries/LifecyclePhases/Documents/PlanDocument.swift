import BuildpackLifecycle

/// `plan.toml`: what is to be provided, and by whom (Platform specification, "plan.toml").
struct PlanDocument {
    var entries: [PlanResolver.PlanEntry]

    init(_ entries: [PlanResolver.PlanEntry]) { self.entries = entries }

    init(reading file: BytePath) throws(BuildpackError) {
        entries = []
        for entry in try PhaseDocument.read(file).subtables("entries") {
            var providers: [BuildpackReference] = []
            for reader in try entry.subtables("providers") { providers.append(try BuildpackReference(reader)) }
            var requires: [PlanRequirement] = []
            for reader in try entry.subtables("requires") { requires.append(try PlanRequirement(reader)) }
            entries.append(PlanResolver.PlanEntry(providers: providers, requires: requires))
        }
    }

    var toml: String {
        TOMLWriter.write(
            TOMLTable([
                "entries": .tables(
                    entries.map { entry in
                        TOMLTable([
                            "providers": .tables(entry.providers.map(\.table)),
                            "requires": .tables(entry.requires.map(\.table)),
                        ])
                    })
            ]))
    }
}
