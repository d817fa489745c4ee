import CLibCurl
import Glibc

/// Where a request's body comes from; used by the transfer loop's thread alone once the transfer runs.
final class UploadSource {
    private enum Kind {
        case none
        case bytes([UInt8], position: Int)
        case file(descriptor: Int32, start: Int64, length: Int64, position: Int64)
        case pipe(UploadPipe, any AsyncSequence<[UInt8], any Error> & Sendable)
    }

    private var kind: Kind
    /// Bytes to send, `nil` where nobody knows.
    let length: Int64?

    /// - Throws: ``CurlError`` with code `requestBody` when a file cannot be opened.
    init(_ body: HTTPRequestBody) throws(CurlError) {
        switch body {
        case .none:
            kind = .none
            length = nil
        case .bytes(let bytes):
            kind = .bytes(bytes, position: 0)
            length = Int64(bytes.count)
        case .file(let path, let offset, let part):
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw CurlError(.requestBody, "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            var status = stat()
            fstat(descriptor, &status)
            let rest = max(0, Int64(status.st_size) - offset)
            length = min(part ?? rest, rest)
            kind = .file(descriptor: descriptor, start: offset, length: min(part ?? rest, rest), position: 0)
        case .stream(let length, let source):
            self.length = length
            kind = .pipe(UploadPipe(), source)
        }
    }

    deinit {
        if case .file(let descriptor, _, _, _) = kind { Glibc.close(descriptor) }
    }

    /// The pipe and its source, where the body is produced by a task.
    var streaming: (UploadPipe, any AsyncSequence<[UInt8], any Error> & Sendable)? {
        if case .pipe(let pipe, let source) = kind { (pipe, source) } else { nil }
    }

    /// libcurl's read callback: a count, or one of its `CURL_READFUNC_` codes.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        switch kind {
        case .none:
            return 0
        case .bytes(let bytes, let position):
            let count = min(buffer.count, bytes.count - position)
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
            }
            kind = .bytes(bytes, position: position + count)
            return count
        case .file(let descriptor, let start, let length, let position):
            let wanted = min(buffer.count, Int(length - position))
            let count = pread(descriptor, buffer.baseAddress, wanted, off_t(start + position))
            // A file that became shorter cannot keep the promised length.
            guard count > 0 || wanted == 0 else { return Int(CURL_READFUNC_ABORT) }
            kind = .file(descriptor: descriptor, start: start, length: length, position: position + Int64(count))
            return count
        case .pipe(let pipe, _):
            switch pipe.read(into: buffer) {
            case .bytes(let count): return count
            case .wait: return Int(CURL_READFUNC_PAUSE)
            case .failed: return Int(CURL_READFUNC_ABORT)
            }
        }
    }

    /// libcurl's seek callback, needed when a kept connection turns out dead and the request is sent again.
    func seek(to offset: Int64, origin: Int32) -> Int32 {
        guard origin == SEEK_SET, offset >= 0 else { return CURL_SEEKFUNC_CANTSEEK }
        switch kind {
        case .none:
            return CURL_SEEKFUNC_OK
        case .bytes(let bytes, _) where offset <= bytes.count:
            kind = .bytes(bytes, position: Int(offset))
            return CURL_SEEKFUNC_OK
        case .file(let descriptor, let start, let length, _) where offset <= length:
            kind = .file(descriptor: descriptor, start: start, length: length, position: offset)
            return CURL_SEEKFUNC_OK
        default:
            return CURL_SEEKFUNC_CANTSEEK
        }
    }
}
