import Dispatch
import Glibc
public import LinuxSystem

/// Runs programs for tests without blocking Swift's cooperative pool.
public enum Tool {
    /// What a program left behind.
    public struct Result: Sendable {
        public let status: ChildProcess.ExitStatus
        public let output: String
        public let errors: String
    }

    /// Runs a program to its end; kills its process group at the time limit.
    public static func run(
        _ command: ChildCommand, descriptors: [CInt: Descriptor] = [:], within limit: Duration = .seconds(60)
    ) async throws -> Result {
        try await offPool { try runBlocking(command, descriptors: descriptors, within: limit) }
    }

    /// Runs blocking code on a thread that may block.
    public static func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    /// The same on the caller's own thread.
    public static func runBlocking(
        _ command: ChildCommand, descriptors: [CInt: Descriptor] = [:], within limit: Duration = .seconds(60)
    ) throws -> Result {
        let output = try Descriptor.pipe()
        let errors = try Descriptor.pipe()
        var map = descriptors.mapValues(\.rawValue)
        map[1] = output.writing.rawValue
        map[2] = errors.writing.rawValue
        let child = try ChildProcess(command, descriptors: map)
        output.writing.close()
        errors.writing.close()
        let deadline = ContinuousClock.now + limit
        let texts = try collect([output.reading, errors.reading], of: child, until: deadline)
        if child.wait(milliseconds: milliseconds(until: deadline)) == nil { child.signalGroup(SIGKILL) }
        return Result(status: child.wait(), output: texts[0], errors: texts[1])
    }

    /// Reads several pipes at once to their ends.
    private static func collect(
        _ pipes: [Descriptor], of child: ChildProcess, until deadline: ContinuousClock.Instant
    ) throws -> [String] {
        var bytes = [[UInt8]](repeating: [], count: pipes.count)
        var open = Set(pipes.indices)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
        defer { chunk.deallocate() }
        while !open.isEmpty {
            let order = open.sorted()
            var requests = order.map { pollfd(fd: pipes[$0].rawValue, events: CShort(POLLIN), revents: 0) }
            guard poll(&requests, nfds_t(requests.count), milliseconds(until: deadline)) != 0 else {
                child.signalGroup(SIGKILL)
                break
            }
            for (index, request) in zip(order, requests) where request.revents != 0 {
                switch try pipes[index].read(into: chunk) {
                case .bytes(let count): bytes[index].append(contentsOf: chunk[..<count])
                case .wouldBlock: break
                case .closed: open.remove(index)
                }
            }
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant) -> CInt {
        let left = (deadline - .now).components
        return CInt(clamping: max(0, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000))
    }
}
