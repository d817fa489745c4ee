import CLibCurl
import Dispatch

/// Hands mails to a mail server by SMTP (RFC 5321, RFC 6409), one at a time on a thread of its own.
public final class MailSubmission: Sendable {
    public enum Encryption: Sendable, Hashable {
        /// STARTTLS where the server offers it (RFC 3207), with whatever certificate: against an attacker in between that
        /// is none.
        case opportunistic
        /// STARTTLS, or nothing is sent.
        case required
        /// TLS from the first byte (RFC 8314).
        case implicit
    }

    public struct Server: Sendable {
        public var host: String
        public var port: Int
        public var encryption: Encryption
        public var user: String?
        public var password: String?
        /// PEM file of the authorities to trust instead of the system's.
        public var certificateAuthorities: String?
        /// Time for one mail, from connecting to the server's last word.
        public var timeout: Duration = .seconds(60)

        public init(host: String, port: Int, encryption: Encryption) {
            self.host = host
            self.port = port
            self.encryption = encryption
        }

        fileprivate var url: String {
            let name = host.contains(":") ? "[\(host)]" : host
            return "\(encryption == .implicit ? "smtps" : "smtp")://\(name):\(port)"
        }
    }

    private let server: Server
    private let queue = DispatchQueue(label: "mail-submission")

    public init(_ server: Server) {
        self.server = server
    }

    /// Returns when the server has taken responsibility for the mail.
    ///
    /// - Parameters:
    ///   - sender: the address that failures are reported to, without brackets.
    ///   - message: headers and body (RFC 5322), lines ended by CRLF.
    /// - Throws: ``CurlError``.
    public func send(_ message: [UInt8], from sender: String, to recipients: [String]) async throws(CurlError) {
        let server = server
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(CurlError) in
                        try Self.perform(message, from: sender, to: recipients, server)
                    })
            }
        }
        try result.get()
    }

    private static func perform(
        _ message: [UInt8], from sender: String, to recipients: [String], _ server: Server
    ) throws(CurlError) {
        for address in [sender] + recipients {
            guard !address.isEmpty,
                address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"<>".utf8.contains($0) })
            else {
                throw CurlError(.invalidRequest, "an address is empty or holds a character that no address has")
            }
        }
        let handle = try EasyHandle()
        let source = try UploadSource(.bytes(message))
        try handle.apply(server)
        try handle.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        try handle.set(CURLOPT_MAIL_RCPT, list: recipients.map { "<\($0)>" })
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_READDATA, pointer: Unmanaged.passUnretained(source).toOpaque())
        try handle.set(
            CURLOPT_READFUNCTION,
            callback: { data, size, count, context in
                guard let context else { return Int(CURL_READFUNC_ABORT) }
                return Unmanaged<UploadSource>.fromOpaque(context).takeUnretainedValue().read(
                    into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
            })
        let code = withExtendedLifetime(source) { curl_easy_perform(handle.raw) }
        guard code != CURLE_OK else { return }
        throw handle.mailError(code, subject: server.url)
    }
}

extension EasyHandle {
    fileprivate func apply(_ server: MailSubmission.Server) throws(CurlError) {
        try set(CURLOPT_URL, server.url)
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_TIMEOUT_MS, server.timeout.wholeMilliseconds)
        let level = server.encryption == .required ? CURLUSESSL_ALL : CURLUSESSL_TRY
        if server.encryption != .implicit { try set(CURLOPT_USE_SSL, Int(level.rawValue)) }
        if server.encryption == .opportunistic {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let file = server.certificateAuthorities { try set(CURLOPT_CAINFO, file) }
        if let user = server.user {
            try set(CURLOPT_USERNAME, user)
            try set(CURLOPT_PASSWORD, server.password ?? "")
        }
    }

    /// The server's last reply says more than libcurl's code, where there was one.
    fileprivate func mailError(_ code: CURLcode, subject: String) -> CurlError {
        var error = CurlError(code, handle: self, subject: subject)
        var reply = 0
        _ = curl_shim_get_long(raw, CURLINFO_RESPONSE_CODE, &reply)
        switch reply {
        case 400..<500: error.code = .deferred
        case 500..<600: error.code = .refused
        default: if code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED { error.code = .refused }
        }
        return error
    }
}
