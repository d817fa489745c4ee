import Glibc
import LinuxSystem

/// A detached thread of our own with a small stack: where libssh may block without holding up Swift's cooperative pool.
enum OwnedThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread.
    ///
    /// - Parameter stackBytes: address space of its stack; only touched pages cost memory.
    static func start(stackBytes: Int = 512 * 1024, _ run: @escaping @Sendable () -> Void) throws(LinuxError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard failure == 0 else {
            body.release()
            throw LinuxError(code: failure, message: "cannot start a thread")
        }
    }
}
