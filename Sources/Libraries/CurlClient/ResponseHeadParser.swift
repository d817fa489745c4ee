/// Gathers header lines, as libcurl hands them over, into the head of the final response.
struct ResponseHeadParser {
    private let followsRedirects: Bool
    private var status = 0
    private var headers = HTTPHeaders()
    private var isComplete = false

    init(followsRedirects: Bool) {
        self.followsRedirects = followsRedirects
    }

    /// - Parameter line: with its line break.
    /// - Returns: the head, once, when the empty line after it was read. Interim responses (RFC 9110, section 15.2)
    ///   and redirects that are followed have none; trailer fields after a head are dropped.
    mutating func consume(_ line: String) -> Transfer.Head? {
        guard !isComplete else { return nil }
        let text = line.trimmingLineBreak()
        if text.hasPrefix("HTTP/") {
            let parts = text.split(separator: " ", maxSplits: 2)
            status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            headers = HTTPHeaders()
        } else if text.isEmpty {
            let isInterim = (100..<200).contains(status) && status != 101
            let isFollowed = followsRedirects && (300..<400).contains(status) && headers["Location"] != nil
            guard !isInterim, !isFollowed, status != 0 else { return nil }
            isComplete = true
            return Transfer.Head(status: status, headers: headers)
        } else if let colon = text.firstIndex(of: ":") {
            headers.add(
                String(text[..<colon]),
                String(text[text.index(after: colon)...].trimmingPrefix { $0 == " " || $0 == "\t" }))
        }
        return nil
    }
}

extension String {
    fileprivate func trimmingLineBreak() -> Substring {
        // "\r\n" is one Character.
        guard let last, last.isNewline else { return self[...] }
        return dropLast()
    }
}
