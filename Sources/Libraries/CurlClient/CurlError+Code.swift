import CLibCurl
import Glibc

extension CurlError {
    /// Reads libcurl's result code, its error buffer and the system's `errno`.
    init(_ code: CURLcode, handle: EasyHandle, subject: String) {
        let (kind, reason) = Self.classify(code, systemError: handle.systemErrorNumber)
        let text = reason ?? handle.text(for: code)
        let name = Self.withoutCredentials(subject)
        self.init(kind, "\(name): \(text)", curlCode: Int32(code.rawValue))
    }

    private static func classify(_ code: CURLcode, systemError: Int32) -> (Code, String?) {
        switch code {
        case CURLE_COULDNT_CONNECT:
            switch systemError {
            case ECONNREFUSED: (.connectionRefused, "connection refused")
            case ENOENT: (.connectionRefused, "no such socket")
            case EACCES, EPERM: (.permissionDenied, "permission denied")
            default: (.unreachable, nil)
            }
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: (.unknownHost, nil)
        case CURLE_OPERATION_TIMEDOUT: (.timedOut, nil)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE: (.tls, nil)
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: (.connectionLost, nil)
        case CURLE_READ_ERROR, CURLE_ABORTED_BY_CALLBACK, CURLE_SEND_FAIL_REWIND: (.requestBody, nil)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: (.invalidRequest, nil)
        default: (.other, nil)
        }
    }

    /// A URL may carry a password before its host and a token in its query; no message does.
    private static func withoutCredentials(_ subject: String) -> String {
        let url = String(subject.prefix { $0 != "?" })
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound]) + rest[rest.index(after: at)...]
    }
}
