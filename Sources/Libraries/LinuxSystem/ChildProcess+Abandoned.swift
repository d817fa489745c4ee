import Glibc

extension ChildProcess {
    /// Reaps a child that outlived its owner, so that it is no zombie for as long as this process lives.
    ///
    /// A thread of its own waits for it: there are few such children, and nobody else has their process ids to wait for.
    static func reapWhenEnded(_ processID: pid_t) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 64 * 1024)
        var thread = pthread_t()
        pthread_create(
            &thread, &attributes,
            { context in
                let processID = pid_t(Int(bitPattern: context))
                while waitpid(processID, nil, 0) < 0 && errno == EINTR {}
                return nil
            }, UnsafeMutableRawPointer(bitPattern: Int(processID)))
    }
}
