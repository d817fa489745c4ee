import HTTPExchange
import NIOHTTP1

/// The head of a request as it goes over the wire (RFC 9112, section 3).
enum RequestHead {
    static func make(_ request: HTTPRequest, to address: HTTPAddress) -> HTTPRequestHead {
        var head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: address.target)
        head.headers.add(name: "Host", value: address.authority)
        for field in request.headers.fields { head.headers.add(name: field.name, value: field.value) }
        if !request.keepsConnection { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        switch request.body {
        case .none:
            // Methods that have a body mostly say that it is empty (RFC 9110, section 8.6).
            if ["POST", "PUT", "PATCH"].contains(request.method) {
                head.headers.replaceOrAdd(name: "Content-Length", value: "0")
            }
        case .bytes(let bytes): head.headers.replaceOrAdd(name: "Content-Length", value: "\(bytes.count)")
        case .file(let path, let offset, let length):
            let size = RequestBody.size(ofFile: path, from: offset, upTo: length)
            head.headers.replaceOrAdd(name: "Content-Length", value: "\(size)")
        case .stream(let length?, _): head.headers.replaceOrAdd(name: "Content-Length", value: "\(length)")
        case .stream(nil, _): head.headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
        }
        return head
    }
}
