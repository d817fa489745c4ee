import CLibCurl

extension EasyHandle {
    /// Translates the request and the client's configuration into libcurl's options.
    func apply(_ request: HTTPRequest, _ configuration: CurlClient.Configuration, bodyLength: Int64?) throws(CurlError)
    {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROXY, configuration.proxy ?? "")
        // Empty, it keeps libcurl from looking at the environment.
        try set(CURLOPT_NOPROXY, configuration.proxyExceptions ?? "")
        try set(CURLOPT_FOLLOWLOCATION, request.redirectLimit > 0 ? 1 : 0)
        try set(CURLOPT_MAXREDIRS, request.redirectLimit)
        if let path = configuration.unixSocketPath { try set(CURLOPT_UNIX_SOCKET_PATH, path) }
        if let agent = configuration.userAgent { try set(CURLOPT_USERAGENT, agent) }
        if let file = configuration.certificateAuthorities { try set(CURLOPT_CAINFO, file) }
        try apply(timeouts: request, configuration)
        try apply(method: request, bodyLength: bodyLength)
        if !request.keepsConnection { try set(CURLOPT_FORBID_REUSE, 1) }
        let connection = request.keepsConnection ? [] : ["Connection: close"]
        // Waiting for "100 Continue" costs up to a second where the peer does not know it.
        try set(CURLOPT_HTTPHEADER, list: request.headers.fields.map(Self.line) + connection + ["Expect:"])
    }

    private func apply(timeouts request: HTTPRequest, _ configuration: CurlClient.Configuration) throws(CurlError) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        if let timeout = request.timeout { try set(CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds) }
        if let idle = request.idleTimeout {
            try set(CURLOPT_LOW_SPEED_LIMIT, 1)
            try set(CURLOPT_LOW_SPEED_TIME, (idle.wholeMilliseconds + 999) / 1000)
        }
    }

    private func apply(method request: HTTPRequest, bodyLength: Int64?) throws(CurlError) {
        if case .none = request.body {
            if request.method == "HEAD" {
                try set(CURLOPT_NOBODY, 1)
            } else if ["POST", "PUT", "PATCH"].contains(request.method) {
                // These announce their empty body (RFC 9110, section 8.6).
                try set(CURLOPT_UPLOAD, 1)
                try set(CURLOPT_INFILESIZE_LARGE, offset: 0)
            }
        } else {
            try set(CURLOPT_UPLOAD, 1)
            try set(CURLOPT_INFILESIZE_LARGE, offset: bodyLength ?? -1)
        }
        if request.method != "HEAD" { try set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    /// libcurl reads `Name:` as "do not send"; an empty value is written `Name;`.
    private static func line(_ field: HTTPHeaders.Field) -> String {
        field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
    }
}

extension Duration {
    /// Rounded up, at least 1: libcurl reads zero as "for ever".
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
