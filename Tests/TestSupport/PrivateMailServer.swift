import FoundationEssentials
import Glibc
import LinuxSystem

/// A real SMTP server (aiosmtpd) on a loopback port that keeps what it is given.
///
/// One that has a certificate takes mail over TLS only. It refuses recipients that begin with `unknown` for good, and those that begin with `later` for now.
public final class PrivateMailServer: Sendable {
    public let port: Int
    private let directory: TemporaryDirectory
    private let process: ChildProcess

    private static let handler = """
        from aiosmtpd.handlers import Mailbox

        class Picky(Mailbox):
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("unknown"):
                    return "550 no such mailbox"
                if address.startswith("later"):
                    return "451 try again later"
                envelope.rcpt_tos.append(address)
                return "250 OK"
        """

    /// How it takes mail over TLS.
    public enum Encryption: String, Sendable {
        /// After STARTTLS (RFC 3207).
        case afterCommand = "tls"
        /// From the first byte (RFC 8314).
        case implicit = "smtps"
    }

    /// Starts it and waits until it accepts connections. Blocks the thread.
    public convenience init() throws {
        try self.init(options: [])
    }

    /// One that insists on TLS.
    public convenience init(_ encryption: Encryption, _ identity: SelfSignedCertificate) throws {
        let name = encryption.rawValue
        try self.init(options: ["--\(name)cert", identity.certificate, "--\(name)key", identity.key])
    }

    private init(options: [String]) throws {
        directory = try TemporaryDirectory("mail")
        port = try LoopbackPort.free()
        let module = directory.file("picky.py")
        try Self.handler.write(toFile: module, atomically: true, encoding: .utf8)
        let log = try Descriptor.open(
            directory.file("log"), flags: O_WRONLY | O_CREAT | O_TRUNC, permissions: 0o600)
        defer { log.close() }
        // Debian's interpreter, which has Debian's aiosmtpd.
        let command = ChildCommand(
            executable: "/usr/bin/python3",
            arguments: [
                "-m", "aiosmtpd", "-n", "-l", "0.0.0.0:\(port)",
            ] + options + ["-c", "picky.Picky", directory.file("maildir")],
            environment: ["PATH": "/usr/bin:/bin", "PYTHONPATH": directory.path])
        process = try ChildProcess(command, descriptors: [1: log.rawValue, 2: log.rawValue])
        let deadline = ContinuousClock.now + .seconds(30)
        while !LoopbackPort.answers(port) {
            guard ContinuousClock.now < deadline, process.wait(milliseconds: 20) == nil else {
                let text = try String(contentsOfFile: directory.file("log"), encoding: .utf8)
                throw LinuxError(code: ECONNREFUSED, message: "aiosmtpd does not answer: \(text.suffix(500))")
            }
        }
    }

    deinit { stop() }

    /// Ends it; what it took stays readable.
    public func stop() {
        process.signalGroup(SIGKILL)
        _ = process.wait()
    }

    /// The mails it took, as they were stored, in the order of their arrival.
    public func mails() throws -> [String] {
        let folder = directory.file("maildir/new")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return try names.sorted { Self.delivery($0) < Self.delivery($1) }.map {
            try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
        }
    }

    /// The place in the order of arrival: Python's maildir counts its deliveries behind `Q`, while times in a name are
    /// written without leading zeros and so have no order as text.
    private static func delivery(_ name: String) -> Int {
        guard let mark = name.firstIndex(of: "Q") else { return 0 }
        return Int(name[name.index(after: mark)...].prefix { $0.isNumber }) ?? 0
    }

    /// The decoded parts of a stored mail by their content type, each a base64 part of a multipart.
    public static func parts(of mail: String) -> [String: String] {
        let lines = mail.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var parts: [String: String] = [:]
        for part in lines.split(whereSeparator: { $0.hasPrefix("--=_") }).dropFirst() {
            let type = part.first { $0.hasPrefix("Content-Type: ") }?.dropFirst("Content-Type: ".count).prefix {
                $0 != ";"
            }
            let body = part.drop { !$0.isEmpty }.joined()
            guard let type, let data = Data(base64Encoded: String(body)) else { continue }
            parts[String(type)] = String(decoding: data, as: UTF8.self)
        }
        return parts
    }
}
