import CLibPQ

/// What libpq offers without a connection.
enum LibPQ {
    /// Splits a connection string into keywords; `nil` if libpq cannot read it.
    static func parseConnectionString(_ text: String) -> [String: String]? {
        var problem: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(text, &problem)
        if let problem { PQfreemem(problem) }
        guard let options else { return nil }
        defer { PQconninfoFree(options) }
        var keywords: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0 {
                keywords[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return keywords
    }

    /// libpq's messages span several lines; the first says what happened.
    static func firstLine(of message: UnsafePointer<CChar>?) -> String {
        guard let message else { return "" }
        return String(cString: message).split(separator: "\n").first.map(String.init) ?? ""
    }
}
