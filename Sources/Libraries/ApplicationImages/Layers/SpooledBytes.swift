import BuildpackLifecycle
import FoundationEssentials
import Glibc
import LinuxSystem

/// Bytes that are written once and read back: in memory while they are few, else in a file without a name, which
/// vanishes with its owner however that ends. Content of files of the source stays where it is.
package final class SpooledBytes: @unchecked Sendable {
    // Sendable: written by one thread, then only read; `pread` keeps no position.
    private static let memoryLimit = 4 << 20

    /// A run of bytes: of a file of the source, or of the spool where there is none.
    private struct Piece {
        let start: Int64
        let file: SourceFile?
        /// Where it begins in the spool.
        let place: Int64
    }

    private var memory: [UInt8] = []
    private var file: LinuxSystem.Descriptor?
    private var spooled: Int64 = 0
    /// In order; empty while all bytes are in the spool.
    private var pieces: [Piece] = []
    package private(set) var count: Int64 = 0

    package init() {}

    package func append(_ bytes: UnsafeRawBufferPointer) throws {
        if pieces.last?.file != nil { pieces.append(Piece(start: count, file: nil, place: spooled)) }
        if file == nil, memory.count + bytes.count > Self.memoryLimit {
            let made = try Self.unnamedFile()
            try memory.withUnsafeBytes { try made.writeAll($0) }
            memory = []
            file = made
        }
        if let file { try file.writeAll(bytes) } else { memory.append(contentsOf: bytes) }
        spooled += Int64(bytes.count)
        count += Int64(bytes.count)
    }

    /// Goes on with the content of a file, which is read when it is asked for.
    package func append(_ source: SourceFile) {
        if pieces.isEmpty, count > 0 { pieces.append(Piece(start: 0, file: nil, place: 0)) }
        pieces.append(Piece(start: count, file: source, place: 0))
        count += source.size
    }

    /// The bytes at `offset`, as many as there are up to `size`.
    package func read(at offset: Int64, size: Int) throws -> [UInt8] {
        let wanted = Int(min(Int64(size), count - offset))
        guard wanted > 0 else { return [] }
        return try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, length in
            try fill(
                UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<wanted])), from: offset)
            length = wanted
        }
    }

    private func fill(_ space: UnsafeMutableRawBufferPointer, from offset: Int64) throws {
        guard !pieces.isEmpty else { return try fillFromSpool(space, from: offset) }
        var index = pieces.partitioningIndex { $0.start > offset } - 1
        var filled = 0
        while filled < space.count {
            let piece = pieces[index]
            let end = index + 1 < pieces.count ? pieces[index + 1].start : count
            let position = offset + Int64(filled)
            let part = UnsafeMutableRawBufferPointer(
                rebasing: space[filled..<(filled + Int(min(end - position, Int64(space.count - filled))))])
            if let source = piece.file {
                try source.read(at: position - piece.start, into: part)
            } else {
                try fillFromSpool(part, from: piece.place + position - piece.start)
            }
            filled += part.count
            index += 1
        }
    }

    private func fillFromSpool(_ space: UnsafeMutableRawBufferPointer, from offset: Int64) throws {
        if let file {
            guard try file.fill(space, from: offset) else {
                throw BuildFailure(.infrastructure, "a temporary file cannot be read back")
            }
        } else {
            memory.withUnsafeBytes {
                space.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset) + space.count]))
            }
        }
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
        spooled = status.size
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

extension Array {
    /// The first index whose element fulfils a condition that all elements after it fulfil too.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
