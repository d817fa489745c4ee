import CurlClient

/// Asks whether a local HTTP server answers with success.
enum HTTPProbe {
    static func answers(_ url: String) async -> Bool {
        let client = CurlClient()
        defer { client.shutDown() }
        let request = HTTPRequest("GET", url, timeout: .seconds(2))
        return (try? await client.collect(request))?.isSuccess ?? false
    }
}
