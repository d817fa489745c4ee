import Glibc

extension Descriptor {
    /// What one read or write on a descriptor came to.
    public enum Transfer: Equatable, Sendable {
        /// This many bytes were moved; at least one.
        case bytes(Int)
        /// The descriptor is non-blocking and not ready.
        case wouldBlock
        /// Reading: the other side has closed. Writing: nobody reads any more (EPIPE).
        case closed
    }

    /// Reads once.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(LinuxError) -> Transfer {
        let count = retryingInterrupts { Glibc.read(rawValue, buffer.baseAddress, buffer.count) }
        if count > 0 { return .bytes(count) }
        if count == 0 { return .closed }
        if errno == EAGAIN || errno == EWOULDBLOCK { return .wouldBlock }
        throw LinuxError("cannot read descriptor \(rawValue)")
    }

    /// Writes once, maybe less than asked. SIGPIPE must be ignored for `.closed` to be seen.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(LinuxError) -> Transfer {
        let count = retryingInterrupts { Glibc.write(rawValue, buffer.baseAddress, buffer.count) }
        if count >= 0 { return .bytes(count) }
        if errno == EAGAIN || errno == EWOULDBLOCK { return .wouldBlock }
        if errno == EPIPE { return .closed }
        throw LinuxError("cannot write descriptor \(rawValue)")
    }

    /// Reads to the end; blocks the thread. Throws `EFBIG` past `limit` bytes.
    public func readAll(limit: Int = .max) throws(LinuxError) -> [UInt8] {
        var result: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 1)
        defer { chunk.deallocate() }
        while true {
            switch try read(into: chunk) {
            case .bytes(let count):
                guard result.count + count <= limit else {
                    throw LinuxError(code: EFBIG, message: "descriptor \(rawValue) holds more than \(limit) bytes")
                }
                result.append(contentsOf: chunk[..<count])
            case .wouldBlock: _ = try wait(for: .reading, milliseconds: -1)
            case .closed: return result
            }
        }
    }

    /// Writes everything; blocks the thread. Throws `EPIPE` when nobody reads any more.
    public func writeAll(_ bytes: some Collection<UInt8>) throws(LinuxError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: bytes)
        try writeAll(UnsafeRawBufferPointer(copy))
    }

    /// The same without a copy.
    public func writeAll(_ bytes: UnsafeRawBufferPointer) throws(LinuxError) {
        var written = 0
        while written < bytes.count {
            switch try write(UnsafeRawBufferPointer(rebasing: bytes[written...])) {
            case .bytes(let count): written += count
            case .wouldBlock: _ = try wait(for: .writing, milliseconds: -1)
            case .closed: throw LinuxError(code: EPIPE, message: "cannot write descriptor \(rawValue)")
            }
        }
    }

    public func setNonBlocking(_ enabled: Bool = true) throws(LinuxError) {
        let flags = fcntl(rawValue, F_GETFL)
        let wanted = enabled ? flags | O_NONBLOCK : flags & ~O_NONBLOCK
        guard flags >= 0, fcntl(rawValue, F_SETFL, wanted) == 0 else {
            throw LinuxError("cannot change the mode of descriptor \(rawValue)")
        }
    }

    /// What a thread may wait for.
    public enum Direction: Sendable { case reading, writing }

    /// Waits until the descriptor is ready or broken, at most `milliseconds` (-1: for ever); false when the time is over.
    public func wait(for direction: Direction, milliseconds: CInt) throws(LinuxError) -> Bool {
        var request = pollfd(fd: rawValue, events: CShort(direction == .reading ? POLLIN : POLLOUT), revents: 0)
        let count = retryingInterrupts { poll(&request, 1, milliseconds) }
        guard count >= 0 else { throw LinuxError("cannot wait for descriptor \(rawValue)") }
        return count > 0
    }
}
