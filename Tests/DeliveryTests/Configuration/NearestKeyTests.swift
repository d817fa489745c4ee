import Testing

@testable import Delivery

@Suite("Did you mean")
struct NearestKeyTests {
    private static let known = ["path", "builder", "buildpack", "env"]

    @Test(
        "near words are found, far ones are not",
        arguments: [
            ("buildr", "builder"), ("bulider", "builder"), ("biulder", "builder"), ("buildpak", "buildpack"),
            ("paths", "path"), ("PATH", "path"), ("evn", "env"), ("envs", "env"), ("environment", "env"),
            ("x", nil), ("image", nil), ("", nil), ("run", nil), (String(repeating: "env", count: 100), nil),
        ] as [(String, String?)])
    func suggestions(word: String, expected: String?) {
        #expect(NearestKey.suggestion(for: word, among: Self.known) == expected)
    }

    @Test(
        "edit distance",
        arguments: [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3)])
    func distance(left: String, right: String, expected: Int) {
        #expect(NearestKey.distance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == expected)
        #expect(NearestKey.distance(Array(right.unicodeScalars), Array(left.unicodeScalars)) == expected)
    }
}
