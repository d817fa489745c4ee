/// Why a text is no image reference.
public struct ImageReferenceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence without a full stop that quotes the text.
    public let message: String

    public var description: String { message }
}
