import Glibc

/// One message to a datagram socket of the unix family (unix(7)).
public enum UnixDatagram {
    /// Sends the bytes as one datagram and waits for no answer.
    ///
    /// - Parameter path: where the receiver is bound; with a leading `@` a name of the abstract namespace.
    /// - Throws: ``LinuxError`` that names the path: `ENOENT` or `ECONNREFUSED` where nobody receives, `ENAMETOOLONG`.
    public static func send(_ bytes: [UInt8], to path: String) throws(LinuxError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // An abstract name begins with a zero byte and ends with the address; a path needs room for its final zero.
        let isAbstract = path.hasPrefix("@")
        if isAbstract { name[0] = 0 }
        let length = name.count + (isAbstract ? 0 : 1)
        guard length <= MemoryLayout.size(ofValue: address.sun_path) else {
            throw LinuxError(code: ENAMETOOLONG, message: "cannot send to socket \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw LinuxError("cannot make a socket") }
        let descriptor = Descriptor(owning: number)
        defer { descriptor.close() }
        let size = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + length)
        let sent = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                retryingInterrupts { sendto(number, bytes, bytes.count, Int32(MSG_NOSIGNAL), generic, size) }
            }
        }
        guard sent == bytes.count else { throw LinuxError("cannot send to socket \(path)") }
    }
}
