/// What a request sends.
public enum HTTPRequestBody: Sendable {
    case none
    case bytes([UInt8])
    /// A regular file, read while it is sent. A part of it when `length` is given.
    case file(path: String, offset: Int64 = 0, length: Int64? = nil)
    /// Chunks pulled from the sequence only as fast as the peer takes them. Without a length the transfer is chunked.
    case stream(length: Int64? = nil, any AsyncSequence<[UInt8], any Error> & Sendable)
}
