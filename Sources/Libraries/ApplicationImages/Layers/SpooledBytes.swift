import BuildpackLifecycle
import FoundationEssentials
import Glibc
import LinuxSystem

/// Bytes that are written once and read back: in memory while they are few, else in a file without a name, which
/// vanishes with its owner however that ends.
package final class SpooledBytes: @unchecked Sendable {
    // Sendable: written by one thread, then only read; `pread` keeps no position.
    private static let memoryLimit = 4 << 20

    private var memory: [UInt8] = []
    private var file: LinuxSystem.Descriptor?
    package private(set) var count: Int64 = 0

    package init() {}

    package func append(_ bytes: UnsafeRawBufferPointer) throws {
        if file == nil, memory.count + bytes.count > Self.memoryLimit {
            let made = try Self.unnamedFile()
            try memory.withUnsafeBytes { try made.writeAll($0) }
            memory = []
            file = made
        }
        if let file { try file.writeAll(bytes) } else { memory.append(contentsOf: bytes) }
        count += Int64(bytes.count)
    }

    /// The bytes at `offset`, as many as there are up to `size`.
    package func read(at offset: Int64, size: Int) throws -> [UInt8] {
        let wanted = Int(min(Int64(size), count - offset))
        guard wanted > 0 else { return [] }
        guard let file else { return Array(memory[Int(offset)..<Int(offset) + wanted]) }
        var filled = 0
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, length in
            while filled < wanted {
                let count = pread(
                    file.rawValue, buffer.baseAddress?.advanced(by: filled), wanted - filled, off_t(offset) + filled)
                if count <= 0 {
                    failed = true
                    break
                }
                filled += count
            }
            length = filled
        }
        guard !failed else { throw BuildFailure(.infrastructure, "a temporary file cannot be read back") }
        return bytes
    }

    /// The bytes of a file that is there already; nil where it is none.
    package convenience init?(opening path: BytePath) throws {
        guard let status = try FileSystem.status(path, followingLinks: true), status.kind == .regular else {
            return nil
        }
        self.init()
        let number = open(path.description, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            throw BuildFailure(.invalid, "cannot read \(path): \(LinuxError.reason(errno))")
        }
        file = LinuxSystem.Descriptor(owning: number)
        count = status.size
    }

    private static func unnamedFile() throws -> LinuxSystem.Descriptor {
        let directory = FileManager.default.temporaryDirectory.path
        var template = Array("\(directory)/layer-XXXXXX".utf8CString)
        let number = mkstemp(&template)
        guard number >= 0, fcntl(number, F_SETFD, FD_CLOEXEC) == 0 else {
            throw BuildFailure(
                .infrastructure, "cannot make a temporary file in \(directory): \(LinuxError.reason(errno))")
        }
        unlink(template)
        return LinuxSystem.Descriptor(owning: number)
    }
}

extension SpooledBytes {
    /// The bytes from start to end, for an upload.
    package struct Chunks: AsyncSequence, Sendable {
        package typealias Element = [UInt8]
        package typealias Failure = any Error
        package let source: SpooledBytes

        package struct AsyncIterator: AsyncIteratorProtocol {
            package let source: SpooledBytes
            package var offset: Int64 = 0

            package mutating func next() async throws -> [UInt8]? {
                let bytes = try source.read(at: offset, size: 1 << 20)
                offset += Int64(bytes.count)
                return bytes.isEmpty ? nil : bytes
            }
        }

        package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }
    }

    package var chunks: Chunks { Chunks(source: self) }
}
