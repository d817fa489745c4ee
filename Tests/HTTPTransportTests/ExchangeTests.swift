import FoundationEssentials
import HTTPExchange
import Testing

/// Requests and responses as they cross the wire.
struct ExchangeTests {
    @Test(arguments: ClientKind.allCases)
    func responseHasStatusHeadersAndBody(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            let head = try connection.readHead() ?? ""
            let path = head.split(separator: " ")[1]
            connection.write("HTTP/1.1 203 Whatever\r\nX-Path: \(path)\r\nx-twice: a\r\nX-Twice: b\r\n")
            connection.write("Content-Length: 5\r\n\r\nhello")
        }
        defer { peer.close() }
        let response = try await kind.client().collect(HTTPRequest("GET", peer.url + "/a%20b?c=d"))
        #expect(response.status == 203)
        #expect(response.headers["x-path"] == "/a%20b?c=d")
        #expect(response.headers.values("X-TWICE") == ["a", "b"])
        #expect(response.body == Array("hello".utf8))
    }

    @Test(arguments: ClientKind.allCases, ["POST", "PUT", "PATCH"])
    func bodyOfKnownLengthIsSentWithItsLength(_ kind: ClientKind, method: String) async throws {
        let peer = try ScriptedPeer(Self.echo)
        defer { peer.close() }
        let response = try await kind.client().collect(
            HTTPRequest(method, peer.url, headers: ["X-Empty": ""], body: .bytes(Array("payload".utf8))))
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix("\(method) / HTTP/1.1\r\n"))
        #expect(text.contains("Content-Length: 7\r\n"))
        #expect(text.contains("X-Empty:"))
        #expect(!text.contains("Expect:"))
        #expect(text.hasSuffix("\r\n\r\npayload"))
    }

    @Test(arguments: ClientKind.allCases)
    func emptyBodyOfPostIsAnnounced(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer(Self.echo)
        defer { peer.close() }
        let response = try await kind.client().collect(HTTPRequest("POST", peer.url))
        #expect(String(decoding: response.body, as: UTF8.self).contains("Content-Length: 0\r\n"))
    }

    @Test(arguments: ClientKind.allCases)
    func partOfAFileIsSent(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer(Self.echo)
        defer { peer.close() }
        let path = FileManager.default.temporaryDirectory.path() + "/body-\(UInt64.random(in: 0 ... .max))"
        try Data("0123456789".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let response = try await kind.client().collect(
            HTTPRequest("PUT", peer.url, body: .file(path: path, offset: 3, length: 4)))
        #expect(String(decoding: response.body, as: UTF8.self).hasSuffix("\r\n\r\n3456"))
    }

    @Test(arguments: ClientKind.allCases)
    func headHasNoBodyToWaitFor(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            _ = try connection.readHead()
        }
        defer { peer.close() }
        let response = try await kind.client().collect(HTTPRequest("HEAD", peer.url))
        #expect(response.headers["Content-Length"] == "1000")
        #expect(response.body.isEmpty)
    }

    @Test(arguments: ClientKind.allCases)
    func redirectIsAnAnswerUnlessFollowingIsAskedFor(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            while let head = try connection.readHead() {
                if head.hasPrefix("GET /new ") {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew")
                } else {
                    connection.write("HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 3\r\n\r\nold")
                }
            }
        }
        defer { peer.close() }
        let client = kind.client()
        var request = HTTPRequest("GET", peer.url + "/old")
        let refused = try await client.collect(request)
        #expect(refused.status == 302)
        #expect(refused.body == Array("old".utf8))
        request.redirectLimit = 1
        let followed = try await client.collect(request)
        #expect(followed.status == 200)
        #expect(followed.body == Array("new".utf8))
    }

    @Test(arguments: ClientKind.allCases)
    func interimResponsesArePassedOver(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { peer.close() }
        let response = try await kind.client().collect(HTTPRequest("GET", peer.url))
        #expect(response.status == 200)
        #expect(response.headers["Link"] == nil)
    }

    @Test(arguments: ClientKind.allCases)
    func connectionIsUsedAgain(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            while try connection.readHead() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        defer { peer.close() }
        let client = kind.client()
        for _ in 0..<5 { _ = try await client.collect(HTTPRequest("GET", peer.url)) }
        #expect(peer.connections == 1)
    }

    @Test(arguments: ClientKind.allCases)
    func connectionIsClosedWhereAskedFor(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            while let head = try connection.readHead() {
                #expect(head.contains("Connection: close"))
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        defer { peer.close() }
        let client = kind.client()
        var request = HTTPRequest("GET", peer.url)
        request.keepsConnection = false
        for _ in 0..<3 { _ = try await client.collect(request) }
        #expect(peer.connections == 3)
    }

    @Test(arguments: ClientKind.allCases)
    func keptConnectionThatDiedIsReplacedAndTheBodySentAgain(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            // One request a connection, although HTTP/1.1 promises more.
            _ = try connection.readHead()
            _ = try connection.read(4)
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { peer.close() }
        let client = kind.client()
        for _ in 0..<5 {
            let response = try await client.collect(HTTPRequest("POST", peer.url, body: .bytes(Array("body".utf8))))
            #expect(response.status == 200)
        }
        #expect(peer.connections == 5)
    }

    @Test(arguments: ClientKind.allCases)
    func manyRequestsRunSideBySide(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            while let head = try connection.readHead() {
                let path = head.split(separator: " ")[1]
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        defer { peer.close() }
        let client = kind.client()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let response = try await client.collect(HTTPRequest("GET", peer.url + "/\(number)"))
                    return response.body == Array("/\(number)".utf8)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    /// Answers with the request as it came.
    @Sendable private static func echo(_ connection: PeerConnection) throws {
        guard let head = try connection.readHead() else { return }
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        let body = try connection.read(length.flatMap { Int($0.dropFirst(16)) } ?? 0)
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(head.utf8.count + body.count)\r\n\r\n")
        connection.write(Array(head.utf8) + body)
    }
}
