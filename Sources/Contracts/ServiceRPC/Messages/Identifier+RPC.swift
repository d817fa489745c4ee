import PlatformModel

extension Identifier {
    /// Reads an id from a request.
    ///
    /// - Throws: ``PlatformError`` with code `invalid` for everything but a UUID.
    init(rpc text: String, field: String) throws(PlatformError) {
        guard let id = Self(text) else {
            throw PlatformError(.invalid, "\(field) has to be a UUID, not \(text.quotedForDisplay)")
        }
        self = id
    }
}
