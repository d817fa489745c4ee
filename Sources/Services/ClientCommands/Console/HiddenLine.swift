/// A line typed without echo on a terminal in raw mode, byte by byte, with the keys everybody expects.
struct HiddenLine {
    enum Outcome: Equatable {
        case more
        case line(String)
        /// Ctrl-C, or Ctrl-D on an empty line.
        case canceled
        case notUTF8
    }

    private var bytes: [UInt8] = []

    mutating func feed(_ byte: UInt8) -> Outcome {
        switch byte {
        case 0x0A, 0x0D: return finished
        case 0x03: return .canceled
        case 0x04: return bytes.isEmpty ? .canceled : finished
        case 0x08, 0x7F: eraseCharacter()
        case 0x15: bytes = []
        default: bytes.append(byte)
        }
        return .more
    }

    private var finished: Outcome {
        String(validating: bytes, as: UTF8.self).map { .line($0) } ?? .notUTF8
    }

    /// Continuation bytes of UTF-8 go with the byte that leads them.
    private mutating func eraseCharacter() {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }
}
