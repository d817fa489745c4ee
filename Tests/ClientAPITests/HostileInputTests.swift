import ClientAPIContract
import Foundation
import HTTPTypes
import PlatformModel
import TestSupport
import Testing

@testable import ClientAPI

@Suite("Hostile input")
struct HostileInputTests {
    private static let login = "/auth/login"

    @Test("bodies that are too large, too deep, of another type, or no text are refused by name")
    func bodies() async throws {
        try await APIFixture.run { (api) async throws -> Void in
            func status(_ bytes: [UInt8], type: String = "application/json") async throws -> Int {
                try await api.send("POST", Self.login, bytes: bytes, headers: [.contentType: type]).status
            }
            func status(_ text: String, type: String = "application/json") async throws -> Int {
                try await status(Array(text.utf8), type: type)
            }
            #expect(try await status(String(repeating: " ", count: 300_000)) == 413)
            #expect(try await status(String(repeating: "[", count: 100_000)) == 400)
            let deep = String(repeating: #"{"a":"#, count: 33) + "1" + String(repeating: "}", count: 33)
            #expect(try await status(deep) == 400)
            #expect(try await status("[" + String(repeating: "1,", count: 5000) + "1]") == 400)
            #expect(try await status(#"{"email": "a@b", "password": "12345678"}"#, type: "text/plain") == 415)
            #expect(try await status("email=a", type: "application/x-www-form-urlencoded") == 415)
            #expect(try await status(#"{"email": "a@b"}"#, type: "application/json; charset=utf-8") == 422)
            #expect(try await status([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) == 400)
            #expect(try await status([0x7B, 0x22, 0xC0, 0x80, 0x22, 0x3A, 0x31, 0x7D]) == 400)
            #expect(try await status([0x7B, 0x00, 0x7D]) == 400)
            #expect(try await status(#"{"email": "a\u0000@b", "password": "12345678"}"#) == 400)
            #expect(try await status(#"{"email": "\ud800", "password": "12345678"}"#) == 400)
            #expect(try await status(#"{"email": "a\\u0000@b", "password": "12345678"}"#) == 401)
            for text in ["", "null", "[]", "7", "\"text\"", "{", "{\"email\"}", "{}{}", "NaN"] {
                #expect(try await status(text) == 400, "\(text)")
            }
        }
    }

    @Test("ids, names and paths that cannot be are refused without a look at the database")
    func paths() async throws {
        try await APIFixture.run { api in
            let root = try await api.member("root-admin", isAdministrator: true)
            for id in ["1", "..", "%2e%2e", "%00", "%7Buuid%7D", "5c0e8a52-7d0f-4f3c-9d0a", "%F0%28", "a'--"] {
                let answer = try await api.send("DELETE", "/sshkeys/my/\(id)", as: root.token)
                #expect(answer.status == 400, "\(id): \(answer.text)")
            }
            for name in ["UPPER", "a", "%00", "%ff", "a'--", "x%0d%0aSet-Cookie:%20a=b", "%2e%2e"] {
                let answer = try await api.send("GET", "/users/\(name)", as: root.token)
                #expect(answer.status == 404, "\(name): \(answer.text)")
                #expect(answer.headers[.setCookie] == nil)
            }
            for target in [
                "/", "//", "/users/", "/users/my/extra", "/../healthz", "/%2e%2e/etc/passwd", "/nothing?x=%00",
            ] {
                let answer = try await api.send("GET", target)
                #expect([404, 401].contains(answer.status), "\(target)")
                #expect(answer.failure != nil)
            }
            for method in ["PUT", "TRACE", "OPTIONS"] {
                #expect(try await api.send(method, "/users/my", as: root.token).status == 405, "\(method)")
            }
        }
    }

    @Test("a client that speaks no HTTP, or half of it, gets 400 or nothing, and others go on")
    func wire() async throws {
        try await APIFixture.run { api in
            let port = UInt16(try #require(api.client.port))
            for text in [
                "GARBAGE\r\n\r\n", "BREW /users/my HTTP/1.1\r\nHost: x\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n",
                "GET  /nothing HTTP/1.1\r\n\r\n",
                "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "POST /auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "a", count: 40_000))\r\n\r\n",
            ] {
                let answer = try await Tool.offPool {
                    let client = try RawTCPClient(port: port)
                    client.send(Array(text.utf8))
                    shutdown(client.socket.rawValue, CInt(SHUT_WR))
                    return client.readToEnd(within: .seconds(20))
                }
                let head = String(decoding: try #require(answer, "\(text.prefix(40))"), as: UTF8.self)
                #expect(head.isEmpty || head.hasPrefix("HTTP/1.1 4"), "\(text.prefix(40)): \(head.prefix(80))")
            }
            #expect(try await api.send(.of(.openAPI)).status == 200)
        }
    }

    /// The property of the whole API: whatever comes in, nothing of it is the server's fault.
    @Test("no malformed request gives a status of 5xx", arguments: 0..<8)
    func property(seed: Int) async throws {
        let bodies = TextMutation(
            seeds: [
                #"{"username": "alice", "email": "alice@example.org", "password": "correct horse"}"#,
                #"{"name": "laptop", "value": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1HRXnvbLkzeMpPUcE2dQ1zjrtCVQNOOHXnoWg1mYV a@b"}"#,
                #"{"container_names": ["5c0e8a52-7d0f-4f3c-9d0a-0f6f2b1c9e11"]}"#, #"{"KEY": "value", "OLD": null}"#,
            ],
            tokens: ["\\u0000", "\\ud800", "\"", "{", "[", "]", "}", "null", "1e999", "-", "\u{0}", "ssh-rsa ", "é"].map
            {
                Array($0.utf8)
            } + [[0xFF], [0xC3, 0x28]])
        let paths = TextMutation(
            seeds: Route.allCases.map { $0.template.replacing("{uuid}", with: "5c0e8a52-7d0f-4f3c-9d0a-0f6f2b1c9e11") }
                .map { $0.replacing("{number}", with: "1").replacing("{username}", with: "alice") } + [
                    "/projects/my?follow=1&tail=-1&since=x"
                ],
            tokens: ["%00", "%ff", "..", "/", "?", "=", "&", "%", "{uuid}", "my"].map { Array($0.utf8) })
        try await APIFixture.run { api in
            let root = try await api.member("root-admin", isAdministrator: true)
            var random = SeededRandom(seed: seed)
            for _ in 0..<60 {
                let method = ["GET", "POST", "PUT", "PATCH", "DELETE"].randomElement(using: &random) ?? "GET"
                // What the test's own client would refuse to send is sent percent-encoded.
                let target =
                    "/"
                    + paths.next(&random, changes: 2).drop { $0 == UInt8(ascii: "/") }.map { byte in
                        let isSendable = byte > 0x20 && byte < 0x7F && !"#\"<>\\^`{|}".utf8.contains(byte)
                        return isSendable
                            ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                    }.joined()
                let body = method == "GET" ? nil : bodies.next(&random)
                let answer = try await api.send(
                    method, target, bytes: body, as: Bool.random(using: &random) ? root.token : nil)
                // The other services are not there in this test: to say so is right, once the request is a good one.
                let isOutage =
                    answer.status == 503 && answer.headers[.retryAfter] != nil || target.hasPrefix("/healthz")
                #expect(
                    answer.status < 500 || isOutage,
                    "\(method) \(target) \(String(decoding: body ?? [], as: UTF8.self)): \(answer.text)")
            }
        }
    }
}
