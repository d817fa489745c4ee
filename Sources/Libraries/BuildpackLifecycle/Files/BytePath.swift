import Glibc

/// A path as the kernel has it: bytes, which need not be UTF-8.
public struct BytePath: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ string: String) { bytes = Array(string.utf8) }
    public init(stringLiteral value: String) { self.init(value) }

    /// For messages; bytes that are not UTF-8 become U+FFFD.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    public static func < (left: BytePath, right: BytePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// This path, a slash and `component`.
    public func appending(_ component: [UInt8]) -> BytePath {
        if bytes.isEmpty { return BytePath(component) }
        return BytePath(bytes.last == UInt8(ascii: "/") ? bytes + component : bytes + [UInt8(ascii: "/")] + component)
    }

    public func appending(_ component: String) -> BytePath { appending(Array(component.utf8)) }

    /// The parts between the slashes.
    public var components: [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "/")) }

    /// The part after the last slash.
    public var lastComponent: [UInt8] { components.last.map(Array.init) ?? [] }

    /// Everything before the last component; empty where there is none.
    public var parent: BytePath {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return BytePath([]) }
        return BytePath(slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash]))
    }

    /// Without slashes in front.
    package var relative: BytePath { BytePath(Array(bytes.drop { $0 == UInt8(ascii: "/") })) }

    /// Whether this is `ancestor` itself or lies below it, by spelling.
    public func isWithin(_ ancestor: BytePath) -> Bool {
        bytes == ancestor.bytes || bytes.starts(with: ancestor.bytes + [UInt8(ascii: "/")])
    }

    package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let terminated = bytes + [0]
        return terminated.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { body($0.baseAddress.unsafelyUnwrapped) }
        }
    }
}
