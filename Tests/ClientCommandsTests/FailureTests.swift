import ClientAPIContract
import CurlClient
import Testing

@testable import ClientCommands

@Suite("What a server's refusal becomes")
struct FailureTests {
    private func error(_ status: Int, _ body: String, headers: HTTPHeaders = [:]) -> ClientError {
        APIFailure.error(for: .init(status: status, headers: headers, body: Array(body.utf8)), at: .standard)
    }

    @Test("the server's sentence, and the fields it names")
    func fields() {
        let body = """
            {"statusCode":422,"error":"Unprocessable Content","message":"2 fields are invalid",
             "details":[{"field":"email","message":"is no address"},{"field":"username","message":"is too short"}]}
            """
        #expect(
            error(422, body).text.split(separator: "\n").map(String.init) == [
                "paastech: 2 fields are invalid", "  email: is no address", "  username: is too short",
            ])
    }

    @Test("a field that only repeats the sentence is left out")
    func repetition() {
        let body =
            #"{"statusCode":422,"error":"","message":"too short","details":[{"field":"a","message":"too short"}]}"#
        #expect(error(422, body).text == "paastech: too short")
    }

    @Test("an ended session names the login, a busy server the time")
    func next() {
        let body = #"{"statusCode":401,"error":"Unauthorized","message":"the session has ended"}"#
        #expect(error(401, body).code == .notSignedIn)
        #expect(error(401, body).next == "paastech login")
        let busy = #"{"statusCode":429,"error":"Too Many Requests","message":"too many tries"}"#
        #expect(error(429, busy, headers: ["Retry-After": "6"]).details == ["again in 6 s"])
    }

    @Test("an answer that is not the API's is told apart", arguments: ["", "<html>", "{}", "[1]"])
    func foreign(_ body: String) {
        #expect(error(502, body).code == .unreachable)
        #expect(error(502, body).message.contains("HTTP status 502"))
    }

    @Test("the URL stands once in the sentence about a lost connection")
    func unreachable() {
        let failure = CurlError(.connectionRefused, "http://127.0.0.1:8081/projects/my: connection refused")
        #expect(
            APIFailure.unreachable(ServerRoute(server: .standard), failure).message
                == "http://127.0.0.1:8081 cannot be reached: connection refused")
    }
}
