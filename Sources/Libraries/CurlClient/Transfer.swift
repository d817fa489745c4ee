import CLibCurl
import Synchronization

/// One exchange: what the loop's thread writes and what the requesting task reads.
///
/// `@unchecked Sendable`: `handle`, `upload` and `parser` belong to the loop's thread from `start` on (before that, to the
/// task that builds them), everything shared lies behind the mutex.
final class Transfer: @unchecked Sendable {
    /// Bytes held for a reader before the connection is paused.
    private static let capacity = 256 << 10

    struct Head: Sendable {
        var status: Int
        var headers: HTTPHeaders
    }

    private struct State {
        var head: Head?
        var headWaiter: CheckedContinuation<Head, any Error>?
        var buffer: [UInt8] = []
        var bodyWaiter: CheckedContinuation<[UInt8]?, any Error>?
        var isPaused = false
        var outcome: Result<Void, any Error>?
        var feeder: Task<Void, Never>?
    }

    let handle: EasyHandle
    let upload: UploadSource
    private var parser: ResponseHeadParser
    private let subject: String
    private let state = Mutex(State())
    private weak var loop: TransferLoop?

    init(_ request: HTTPRequest, configuration: CurlClient.Configuration, loop: TransferLoop) throws(CurlError) {
        handle = try EasyHandle()
        upload = try UploadSource(request.body)
        parser = ResponseHeadParser(followsRedirects: request.redirectLimit > 0)
        subject = configuration.unixSocketPath ?? request.url
        self.loop = loop
        try handle.apply(request, configuration, bodyLength: upload.length)
        try setCallbacks()
    }

    var isFinished: Bool { state.withLock { $0.outcome != nil } }

    /// Makes the upload's task end with the transfer.
    func own(_ feeder: Task<Void, Never>) {
        let isOver = state.withLock { state in
            state.feeder = feeder
            return state.outcome != nil
        }
        if isOver { feeder.cancel() }
    }

    // MARK: The requesting task

    func head() async throws -> Head {
        try await withCheckedThrowingContinuation { continuation in
            let answer: Result<Head, any Error>? = state.withLock { state in
                if let head = state.head { return .success(head) }
                if case .failure(let error) = state.outcome { return .failure(error) }
                state.headWaiter = continuation
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    func nextChunk() async throws -> [UInt8]? {
        try Task.checkCancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (answer, resumes) = state.withLock { Self.take(&$0, or: continuation) }
                if resumes { loop?.post(.resumeReceiving(self)) }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            loop?.post(.cancel(self))
        }
    }

    private static func take(
        _ state: inout State, or waiter: CheckedContinuation<[UInt8]?, any Error>
    ) -> (Result<[UInt8]?, any Error>?, resumes: Bool) {
        if !state.buffer.isEmpty {
            defer {
                state.buffer = []
                state.isPaused = false
            }
            return (.success(state.buffer), state.isPaused)
        }
        switch state.outcome {
        case .success: return (.success(nil), false)
        case .failure(let error): return (.failure(error), false)
        case nil:
            precondition(state.bodyWaiter == nil, "a response body has one reader")
            state.bodyWaiter = waiter
            return (nil, false)
        }
    }

    // MARK: The loop's thread

    func finish(_ code: CURLcode) {
        guard code != CURLE_OK else { return finish(.success(())) }
        if let failure = upload.streaming?.0.failure { return finish(.failure(failure)) }
        finish(.failure(CurlError(code, handle: handle, subject: subject)))
    }

    /// Ends the transfer once; later calls change nothing.
    func finish(_ outcome: Result<Void, any Error>) {
        let (head, body, feeder) = state.withLock { state in
            guard state.outcome == nil else { return Self.nobody }
            state.outcome = outcome
            let waiting = (state.headWaiter, state.bodyWaiter, state.feeder)
            (state.headWaiter, state.bodyWaiter, state.feeder) = Self.nobody
            return waiting
        }
        upload.streaming?.0.close()
        feeder?.cancel()
        switch outcome {
        case .success:
            head?.resume(throwing: CurlError(.connectionLost, "\(subject) ended without a response"))
            body?.resume(returning: nil)
        case .failure(let error):
            head?.resume(throwing: error)
            body?.resume(throwing: error)
        }
    }

    private static var nobody:
        (CheckedContinuation<Head, any Error>?, CheckedContinuation<[UInt8]?, any Error>?, Task<Void, Never>?)
    { (nil, nil, nil) }

    private func received(headerLine line: UnsafeRawBufferPointer) {
        guard let head = parser.consume(String(decoding: line, as: UTF8.self)) else { return }
        let waiter = state.withLock { state in
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    /// - Returns: the bytes taken, or `CURL_WRITEFUNC_PAUSE`, after which libcurl offers the same bytes again.
    private func received(body bytes: UnsafeRawBufferPointer) -> Int {
        let waiter: CheckedContinuation<[UInt8]?, any Error>?
        let isTaken: Bool
        (waiter, isTaken) = state.withLock { state in
            if let waiter = state.bodyWaiter {
                state.bodyWaiter = nil
                return (waiter, true)
            }
            guard state.buffer.count < Self.capacity else {
                state.isPaused = true
                return (nil, false)
            }
            state.buffer.append(contentsOf: bytes)
            return (nil, true)
        }
        waiter?.resume(returning: Array(bytes))
        return isTaken ? bytes.count : Int(CURL_WRITEFUNC_PAUSE)
    }

    private func setCallbacks() throws(CurlError) {
        // Unretained: the loop holds the transfer for as long as libcurl may call back.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_WRITEDATA, pointer: context)
        try handle.set(CURLOPT_HEADERDATA, pointer: context)
        try handle.set(CURLOPT_READDATA, pointer: context)
        try handle.set(CURLOPT_SEEKDATA, pointer: context)
        try handle.set(
            CURLOPT_WRITEFUNCTION,
            callback: { data, size, count, context in
                Transfer.of(context).received(body: UnsafeRawBufferPointer(start: data, count: size * count))
            })
        try handle.set(
            CURLOPT_HEADERFUNCTION,
            callback: { data, size, count, context in
                Transfer.of(context).received(headerLine: UnsafeRawBufferPointer(start: data, count: size * count))
                return size * count
            })
        try handle.set(
            CURLOPT_READFUNCTION,
            callback: { data, size, count, context in
                Transfer.of(context).upload.read(
                    into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
            })
        try handle.set(
            CURLOPT_SEEKFUNCTION,
            seek: { context, offset, origin in Transfer.of(context).upload.seek(to: Int64(offset), origin: origin) })
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl called back without its context") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
