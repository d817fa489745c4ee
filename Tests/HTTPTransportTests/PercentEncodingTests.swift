import CurlClient
import Testing

struct PercentEncodingTests {
    @Test func componentKeepsUnreservedCharactersOnly() {
        #expect(PercentEncoding.component("aZ09-._~") == "aZ09-._~")
        #expect(PercentEncoding.component("a/b?c=d&e f\u{e4}%") == "a%2Fb%3Fc%3Dd%26e%20f%C3%A4%25")
    }

    @Test func pathKeepsImageReferencesReadable() {
        #expect(PercentEncoding.path("127.0.0.1:5000/a/b:c@sha256:0") == "127.0.0.1:5000/a/b:c@sha256:0")
        #expect(PercentEncoding.path("a?b#c") == "a%3Fb%23c")
    }

    @Test func queryEncodesNamesAndValues() {
        #expect(PercentEncoding.query([]) == "")
        #expect(PercentEncoding.query([("a b", "c&d"), ("e", "")]) == "?a%20b=c%26d&e=")
    }

    @Test func headersCompareWithoutCase() {
        var headers: HTTPHeaders = ["Content-Type": "a", "X": "1"]
        headers.add("x", "2")
        #expect(headers["content-type"] == "a")
        #expect(headers.values("X") == ["1", "2"])
        headers.replace("X", with: "3")
        #expect(headers.values("x") == ["3"])
    }
}
