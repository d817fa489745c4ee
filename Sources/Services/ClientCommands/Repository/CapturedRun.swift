import Glibc
import LinuxSystem

/// Runs a program that answers shortly and keeps what it prints.
enum CapturedRun {
    typealias Outcome = (status: ChildProcess.ExitStatus, output: String, errors: String)

    /// - Parameter seconds: the program is killed after this time.
    static func run(_ command: ChildCommand, within seconds: CInt = 20) throws -> Outcome {
        let output = try Descriptor.pipe()
        let errors = try Descriptor.pipe()
        let child = try ChildProcess(command, descriptors: [1: output.writing.rawValue, 2: errors.writing.rawValue])
        output.writing.close()
        errors.writing.close()
        var texts: [[UInt8]] = [[], []]
        var open: [Int: Descriptor] = [0: output.reading, 1: errors.reading]
        let deadline = ContinuousClock.now + .seconds(Int(seconds))
        while !open.isEmpty, ContinuousClock.now < deadline {
            let order = open.keys.sorted()
            var requests = order.map { pollfd(fd: open[$0]?.rawValue ?? -1, events: CShort(POLLIN), revents: 0) }
            _ = poll(&requests, nfds_t(requests.count), 200)
            for (index, request) in zip(order, requests) where request.revents != 0 {
                if try !readOnce(open[index], into: &texts[index]) { open[index] = nil }
            }
        }
        if !open.isEmpty { child.signal(SIGKILL) }
        return (child.wait(), trimmed(texts[0]), trimmed(texts[1]))
    }

    /// False at the end.
    private static func readOnce(_ descriptor: Descriptor?, into text: inout [UInt8]) throws -> Bool {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 1)
        defer { chunk.deallocate() }
        guard let descriptor, case .bytes(let count) = try descriptor.read(into: chunk) else { return false }
        text.append(contentsOf: chunk[..<count])
        return true
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
