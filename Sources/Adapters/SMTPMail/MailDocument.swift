import FoundationEssentials
import PlatformModel

/// A mail as it travels (RFC 5322): headers, and the same content as text and as HTML (RFC 2046 section 5.1.4).
struct MailDocument {
    let text: String

    init(_ message: MailMessage, sender: String, date: Date, id: UUID) {
        let boundary = "=_\(id.uuidString)"
        let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let lines =
            [
                "From: <\(sender)>",
                "To: <\(Self.singleLine(message.recipient))>",
                "Subject: \(Self.encodedWord(message.subject))",
                "Date: \(Self.internetDate(date))",
                "Message-ID: <\(id.uuidString.lowercased())@\(domain)>",
                "MIME-Version: 1.0",
                "Auto-Submitted: auto-generated",
                "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
                "",
            ] + Self.part(message.text, "text/plain", boundary) + Self.part(message.html, "text/html", boundary) + [
                "--\(boundary)--"
            ]
        text = lines.map { "\($0)\r\n" }.joined()
    }

    /// Base64 in lines of 76 characters: whatever is written, no line is too long and none starts with a dot.
    private static func part(_ content: String, _ type: String, _ boundary: String) -> [String] {
        let encoded = Data(content.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        return [
            "--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
        ] + encoded.split(separator: "\n").map(String.init)
    }

    /// RFC 2047 section 2 for what is not plain ASCII.
    private static func encodedWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        return isPlain ? text : "=?utf-8?B?\(Data(text.utf8).base64EncodedString())?="
    }

    /// No header is continued by what came from outside.
    private static func singleLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// RFC 5322 section 3.3, in UTC.
    private static func internetDate(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = "\(days[(parts.weekday ?? 1) - 1]), \(two(parts.day)) \(months[(parts.month ?? 1) - 1])"
        return "\(day) \(parts.year ?? 0) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) +0000"
    }
}
