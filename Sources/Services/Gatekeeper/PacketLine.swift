/// One line of git's wire protocol (gitprotocol-common(5), pkt-line).
enum PacketLine {
    /// The line that makes a git client stop and show `fatal: remote error: …`.
    static func error(_ message: String) -> [UInt8] {
        let payload = Array("ERR \(message)".utf8.prefix(1000))
        let length = String(payload.count + 4, radix: 16)
        return Array(String(repeating: "0", count: 4 - length.count).utf8) + Array(length.utf8) + payload
    }
}
