import Testing

@testable import NIOHTTPClient

/// URLs as they are taken apart (RFC 3986, RFC 9110 section 4.2).
struct HTTPAddressTests {
    @Test func anAddressHasOriginAndTarget() throws {
        let plain = try #require(HTTPAddress("http://example.org/a/b?c=d#e"))
        #expect(plain.origin == .init(isSecure: false, host: "example.org", port: 80))
        #expect(plain.authority == "example.org" && plain.target == "/a/b?c=d")
        let secure = try #require(HTTPAddress("HTTPS://[::1]:5000"))
        #expect(secure.origin == .init(isSecure: true, host: "::1", port: 5000))
        #expect(secure.authority == "[::1]:5000" && secure.target == "/")
        #expect(HTTPAddress("https://h?q")?.target == "/?q")
        #expect(HTTPAddress("https://[fe80::1]/x")?.origin.port == 443)
    }

    @Test(arguments: [
        "", "x", "ftp://h/", "http://", "http://:80/", "http://h:0/", "http://h:99999/", "http://u@h/", "http://[::1/",
    ])
    func whatIsNoneIsNotTaken(url: String) { #expect(HTTPAddress(url) == nil) }

    @Test func locationsMayBeRelative() throws {
        let address = try #require(HTTPAddress("https://h:1/a"))
        #expect(address.resolved("/b?c") == "https://h:1/b?c")
        #expect(address.resolved("http://other/") == "http://other/")
    }
}
