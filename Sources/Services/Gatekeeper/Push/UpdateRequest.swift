/// What a git client says before its pack: whether it asks for any reference to be changed at all.
///
/// receive-pack ends with 0 whether it was asked for nothing or refused everything before any hook could hear of it. The
/// difference is in the pkt-lines up to the first flush: `shallow` lines may come without commands, everything else is a
/// command or a certificate around some (gitprotocol-pack(5), "Reference Update Request and Packfile Transfer").
struct UpdateRequest: Sendable {
    private enum State {
        /// Hexadecimal digits of a pkt-line's length, as far as they came.
        case length(digits: Int, value: Int)
        /// The first byte of a line tells its kind; so many bytes of it are to come.
        case kind(length: Int)
        case skipping(Int)
        case over
    }

    private var state = State.length(digits: 0, value: 0)
    /// The client wants something changed.
    private(set) var hasCommands = false
    /// All bytes the client sent, the pack's included.
    private(set) var byteCount = 0

    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        byteCount += bytes.count
        for byte in bytes {
            if case .over = state { return }
            state = next(byte)
        }
    }

    private mutating func next(_ byte: UInt8) -> State {
        switch state {
        case .length(let digits, let value):
            // What is no pkt-line is receive-pack's affair; it is no request either.
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return .over }
            let length = value << 4 | digit
            guard digits == 3 else { return .length(digits: digits + 1, value: length) }
            return length > 4 ? .kind(length: length - 4) : .over
        case .kind(let length):
            guard byte == UInt8(ascii: "s") else {
                hasCommands = true
                return .over
            }
            return Self.afterLine(length - 1)
        case .skipping(let length): return Self.afterLine(length - 1)
        case .over: return .over
        }
    }

    private static func afterLine(_ left: Int) -> State {
        left > 0 ? .skipping(left) : .length(digits: 0, value: 0)
    }
}
