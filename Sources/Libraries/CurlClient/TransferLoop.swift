import CLibCurl
import Glibc
import Synchronization

/// One thread that runs every transfer of a client.
///
/// All of libcurl's state is confined to that thread; others reach it through ``post(_:)`` alone.
final class TransferLoop: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case cancel(Transfer)
        case resumeReceiving(Transfer)
        case resumeSending(Transfer)
        case stop
    }

    private struct Inbox {
        var commands: [Command] = []
        /// Set by the thread as its last act; what is posted later is answered by the poster.
        var isClosed = false
    }

    private let inbox = Mutex(Inbox())
    /// `CURLM *`: `curl_multi_wakeup` is the one function other threads call, which libcurl allows.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    init(keptConnections: Int) {
        guard let multi = curl_multi_init() else { preconditionFailure("curl_multi_init found no memory") }
        self.multi = multi
        _ = curl_shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, keptConnections)
        startThread()
    }

    deinit { curl_multi_cleanup(multi) }

    /// Hands the command to the thread.
    func post(_ command: Command) {
        let accepted = inbox.withLock { inbox in
            if !inbox.isClosed {
                inbox.commands.append(command)
                // Under the lock, since the thread may otherwise close in between.
                curl_multi_wakeup(multi)
            }
            return !inbox.isClosed
        }
        if !accepted, case .start(let transfer) = command { transfer.finish(.failure(Self.shutDown)) }
    }

    private static let shutDown = CurlError(.shutDown, "the HTTP client was shut down")

    private func startThread() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(code == 0, "no thread for the HTTP client: error \(code)")
    }

    private func run() {
        var running: [ObjectIdentifier: Transfer] = [:]
        var isStopping = false
        while !isStopping {
            for command in inbox.withLock({ inbox in take(&inbox.commands) }) {
                if case .stop = command { isStopping = true } else { obey(command, &running) }
            }
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            collectFinished(&running)
            if !isStopping { curl_multi_poll(multi, nil, 0, 60_000, nil) }
        }
        let late = inbox.withLock { inbox in
            inbox.isClosed = true
            return take(&inbox.commands)
        }
        for case .start(let transfer) in late { transfer.finish(.failure(Self.shutDown)) }
        for transfer in running.values {
            curl_multi_remove_handle(multi, transfer.handle.raw)
            transfer.finish(.failure(Self.shutDown))
        }
    }

    private func take(_ commands: inout [Command]) -> [Command] {
        defer { commands = [] }
        return commands
    }

    private func obey(_ command: Command, _ running: inout [ObjectIdentifier: Transfer]) {
        switch command {
        case .start(let transfer):
            guard !transfer.isFinished else { return }
            running[ObjectIdentifier(transfer)] = transfer
            let code = curl_multi_add_handle(multi, transfer.handle.raw)
            if code != CURLM_OK {
                running[ObjectIdentifier(transfer)] = nil
                transfer.finish(.failure(CurlError(.other, String(cString: curl_multi_strerror(code)))))
            }
        case .cancel(let transfer):
            if running.removeValue(forKey: ObjectIdentifier(transfer)) != nil {
                curl_multi_remove_handle(multi, transfer.handle.raw)
            }
            transfer.finish(.failure(CancellationError()))
        case .resumeReceiving(let transfer), .resumeSending(let transfer):
            guard running[ObjectIdentifier(transfer)] != nil else { return }
            // Both directions: one that is still not ready pauses itself again at once.
            curl_easy_pause(transfer.handle.raw, CURLPAUSE_CONT)
        case .stop:
            break
        }
    }

    private func collectFinished(_ running: inout [ObjectIdentifier: Transfer]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = curl_shim_message_result(message)
            curl_multi_remove_handle(multi, handle)
            guard let transfer = running.values.first(where: { $0.handle.raw == handle }) else { continue }
            running[ObjectIdentifier(transfer)] = nil
            transfer.finish(code)
        }
    }
}
