import Glibc

/// A system call that failed, in words that can be shown to a person.
public struct LinuxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The `errno` value (`ENOENT`, `EACCES`, …).
    public let code: CInt
    /// What was attempted, naming the thing: `cannot lock /var/lib/x/lock`.
    public let message: String

    public init(code: CInt, message: String) {
        self.code = code
        self.message = message
    }

    /// Takes the code from `errno`; to be called before anything else may change it.
    init(_ message: String) {
        self.init(code: errno, message: message)
    }

    /// `cannot lock /var/lib/x/lock: permission denied`
    public var description: String {
        "\(message): \(Self.reason(code))"
    }

    /// The system's words for an `errno` value, in lower case as our messages are.
    public static func reason(_ code: CInt) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// Repeats a system call that a signal interrupted.
@inline(__always)
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
