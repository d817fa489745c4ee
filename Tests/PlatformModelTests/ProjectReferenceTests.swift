import PlatformModel
import Testing

@Suite struct ProjectReferenceTests {
    static let id = "5c0e7a1e-9d4b-4f3a-8a54-0d7c3b1f2e6a"

    @Test(arguments: ["hello", "/hello", "hello/", "/hello/", "hello.git", "/hello.git"])
    func toleratesOneSlashEachAndTheSuffix(_ path: String) {
        #expect(ProjectReference(parsing: path)?.description == "hello")
    }

    @Test func readsOwnerAndID() {
        #expect(ProjectReference(parsing: "alice/hello.git")?.description == "alice/hello")
        #expect(ProjectReference(parsing: "/\(Self.id).git")?.description == Self.id)
    }

    @Test(arguments: [
        "", "/", "//hello", "hello//", "a/b/c", "../hello", "hello/..", "al/hello", "~alice/hello", "hello\0", "-rf",
    ])
    func namesNothingElse(_ path: String) {
        #expect(ProjectReference(parsing: path) == nil)
    }
}
