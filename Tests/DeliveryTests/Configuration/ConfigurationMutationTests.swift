import Delivery
import PlatformModel
import TestSupport
import Testing

/// Damaged files: whatever comes, it is either a configuration that keeps every rule, or refused with a place.
@Suite("Mutated buildpacks.yaml")
struct ConfigurationMutationTests {
    private let mutation = TextMutation(
        seeds: [
            "buildpacks:\n  path: web\n  builder: paastech/builder:bookworm\n  buildpack: ./pack\n  env:\n    - A=b\n",
            "buildpacks:\n  path: &p ./web\n  buildpack: [a/b@1, docker://heroku/x, './pack']\n  env: {A: 1, B: *p}\n",
        ],
        tokens: [
            "\n", " ", "  ", ":", ": ", "- ", "[", "]", "{", "}", "&p ", "*p", "!!x ", "<<", "'", "\"", "/", "..",
            "../",
            "./", "=", "~", "path", "builder", "env", "@", "\\0", "\u{301}",
        ].map { Array($0.utf8) } + [[0xFF], [0x00]])

    @Test("keeps the rules or names a place", arguments: 0..<8)
    func mutations(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let bytes = mutation.next(&random, changes: 4)
            let tree = SketchedTree([
                BuildpacksConfiguration.file: .bytes(bytes), "web/index.html": .file(""),
                "pack/buildpack.toml": .file(""),
            ])
            do {
                check(try ConfigurationFile.read(in: tree, builders: .standard).configuration, bytes)
            } catch let refusal as ConfigurationRefusal {
                let places = refusal.problems.map { [$0.line, $0.column] }
                #expect(!places.isEmpty && places.allSatisfy { $0[0] > 0 && $0[1] > 0 }, "\(bytes)")
                #expect(places == places.sorted { $0.lexicographicallyPrecedes($1) }, "\(bytes)")
            }
        }
    }

    private func check(_ configuration: BuildpacksConfiguration, _ bytes: [UInt8]) {
        #expect([".", "web", "pack", "paastech"].contains(configuration.path), "\(bytes)")
        if let builder = configuration.builder {
            #expect(ImageName(builder).map(ImageAllowList.standard.allows) == true, "\(bytes)")
        }
        for buildpack in configuration.buildpacks {
            switch buildpack {
            case .directory(let path): #expect(path == "pack", "\(bytes)")
            case .named(let name):
                #expect(!name.hasPrefix("/") && !name.hasPrefix(".") && !name.hasPrefix("-"), "\(bytes)")
                #expect(!name.split(separator: "/").contains(".."), "\(bytes)")
            }
        }
        for variable in configuration.environment {
            #expect(!variable.name.isEmpty && !variable.name.utf8.contains(UInt8(ascii: "=")), "\(bytes)")
            #expect(!variable.value.utf8.contains(0), "\(bytes)")
        }
    }
}
