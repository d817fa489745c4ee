import CLinux
import Glibc

extension Descriptor {
    /// Takes the next connection of a listening, non-blocking socket, close-on-exec; nil when there is none now.
    ///
    /// - Throws: ``LinuxError``, `EMFILE` among them: then the connection stays in the queue.
    public func acceptConnection() throws(LinuxError) -> Descriptor? {
        let number = clinux_accept(rawValue, nil, nil)
        if number >= 0 { return Descriptor(owning: number) }
        if [EAGAIN, EWOULDBLOCK, EINTR, ECONNABORTED].contains(errno) { return nil }
        throw LinuxError("cannot accept a connection")
    }
}
