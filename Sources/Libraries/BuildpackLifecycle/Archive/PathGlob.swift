/// A shell pattern over whole paths as Go's `filepath.Match` has it: `*` and `?` never match a slash, `[a-z]` and
/// `[^a-z]` are classes, a backslash takes the next byte literally.
public struct PathGlob: Sendable {
    private let pattern: [UInt8]

    public init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

    public func matches(_ path: BytePath) -> Bool { Self.matches(pattern[...], path.bytes[...]) }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
        var pattern = pattern
        var path = path
        // Where to go on when a guess for the last star proves wrong.
        var fallback: (pattern: ArraySlice<UInt8>, path: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                fallback = (pattern, path)
                continue
            }
            if pattern.isEmpty, path.isEmpty { return true }
            if let byte = path.first, let rest = step(pattern, byte) {
                pattern = rest
                path = path.dropFirst()
                continue
            }
            guard let (star, place) = fallback, let skipped = place.first, skipped != UInt8(ascii: "/") else {
                return false
            }
            pattern = star
            path = place.dropFirst()
            fallback = (star, path)
        }
    }

    /// What is left of the pattern after it matched `byte`; nil where it does not.
    private static func step(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> ArraySlice<UInt8>? {
        guard let first = pattern.first else { return nil }
        let rest = pattern.dropFirst()
        switch first {
        case UInt8(ascii: "?"): return byte == UInt8(ascii: "/") ? nil : rest
        case UInt8(ascii: "["): return byte == UInt8(ascii: "/") ? nil : matchClass(rest, byte)
        case UInt8(ascii: "\\") where !rest.isEmpty: return rest.first == byte ? rest.dropFirst() : nil
        default: return first == byte ? rest : nil
        }
    }

    private static func matchClass(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> ArraySlice<UInt8>? {
        var rest = pattern
        let isNegated = rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        var isFound = false
        var isFirst = true
        while let low = rest.first, isFirst || low != UInt8(ascii: "]") {
            isFirst = false
            rest = rest.dropFirst()
            var high = low
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                high = end
                rest = rest.dropFirst(2)
            }
            if low <= byte, byte <= high { isFound = true }
        }
        guard rest.first == UInt8(ascii: "]"), isFound != isNegated else { return nil }
        return rest.dropFirst()
    }
}
