import FoundationEssentials
import Glibc

/// A fresh directory of one test, removed with everything in it when its owner goes.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init(_ purpose: String = "test") throws {
        var template = Array("/tmp/\(purpose)-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
        guard made else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something inside.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
