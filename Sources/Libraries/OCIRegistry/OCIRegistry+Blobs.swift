import HTTPExchange

extension OCIRegistry {
    /// Whether the repository has the blob.
    public func hasBlob(_ repository: String, _ digest: ContentDigest) async throws -> Bool {
        let request = HTTPRequest("HEAD", blobURL(repository, digest), timeout: Self.promptly)
        let response = try await open(request)
        if response.status == 404 { return false }
        guard response.isSuccess else {
            throw RegistryError(status: response.status, body: [], registry: host, subject: "blob \(digest)")
        }
        return true
    }

    /// The blob's bytes as they arrive; the last read throws `digestMismatch` if they are not what the digest says.
    public func blob(_ repository: String, _ digest: ContentDigest) async throws -> BlobContent {
        var request = HTTPRequest("GET", blobURL(repository, digest), idleTimeout: Self.longestSilence)
        // Registries may keep blobs elsewhere; the digest protects the content.
        request.redirectLimit = 3
        let response = try await open(request)
        guard response.isSuccess else {
            let body = try await translating { try await response.body.collect(upTo: 1 << 20) }
            throw RegistryError(
                status: response.status, body: body, registry: host, subject: "blob \(digest) of \(repository)")
        }
        return BlobContent(response.body, digest: digest, host: host)
    }

    /// Uploads content whose digest is known, unless the repository has it.
    ///
    /// - Returns: whether anything was sent.
    @discardableResult
    public func putBlob(
        _ content: HTTPRequestBody, size: Int64, digest: ContentDigest, to repository: String
    ) async throws -> Bool {
        if try await hasBlob(repository, digest) { return false }
        let location = try await startUpload(repository)
        var request = HTTPRequest(
            "PUT", Self.appending("digest", digest.description, to: location),
            headers: ["Content-Type": "application/octet-stream"], idleTimeout: Self.longestSilence)
        request.body = Self.sized(content, size)
        _ = try await answer(to: request, about: "blob \(digest) of \(repository)")
        return true
    }

    /// Uploads content whose digest is known only at its end, chunk after chunk, computing the digest on the way.
    ///
    /// - Returns: the digest and the size in bytes.
    public func putBlob<Content: AsyncSequence & Sendable>(
        streaming content: Content, to repository: String
    ) async throws -> (digest: ContentDigest, size: Int64) where Content.Element == [UInt8] {
        var location = try await startUpload(repository)
        var hasher = DigestHasher()
        var pending: [UInt8] = []
        func sendPending() async throws {
            guard !pending.isEmpty else { return }
            location = try await sendChunk(pending, at: hasher.count, to: location, repository)
            hasher.update(pending)
            pending = []
        }
        do {
            for try await bytes in content {
                pending += bytes
                if pending.count >= Self.chunkSize { try await sendPending() }
            }
            try await sendPending()
        } catch {
            try? await abortUpload(location)
            throw error
        }
        let digest = hasher.finish()
        let request = HTTPRequest(
            "PUT", Self.appending("digest", digest.description, to: location), timeout: Self.longestSilence)
        _ = try await answer(to: request, about: "blob \(digest) of \(repository)")
        return (digest, hasher.count)
    }

    /// Begins an upload and gives it up, which only those may who may write there.
    ///
    /// - Throws: ``RegistryError``, code `unauthorized` for others.
    public func requirePush(to repository: String) async throws {
        let location = try await startUpload(repository)
        try? await abortUpload(location)
    }

    /// Makes a blob of another repository appear in this one without sending it.
    ///
    /// - Returns: whether it worked; if not, it must be uploaded.
    public func mountBlob(_ digest: ContentDigest, from source: String, to repository: String) async throws -> Bool {
        let query = PercentEncoding.query([("mount", digest.description), ("from", source)])
        let request = HTTPRequest("POST", "\(base)/v2/\(repository)/blobs/uploads/\(query)", timeout: Self.promptly)
        let response = try await answer(to: request, about: "to mount \(digest) from \(source)")
        if response.status == 201 { return true }
        // 202: the registry began an upload instead, which nobody will go on with.
        if let location = response.headers["Location"] { try? await abortUpload(try absolute(location)) }
        return false
    }

    public func deleteBlob(_ repository: String, _ digest: ContentDigest) async throws {
        _ = try await answer(
            to: HTTPRequest("DELETE", blobURL(repository, digest), timeout: Self.promptly),
            about: "to delete blob \(digest) of \(repository)")
    }

    // MARK: Uploads

    private static let chunkSize = 8 << 20

    private func startUpload(_ repository: String) async throws -> String {
        let request = HTTPRequest("POST", "\(base)/v2/\(repository)/blobs/uploads/", timeout: Self.promptly)
        let response = try await answer(to: request, about: "an upload to \(repository)")
        guard let location = response.headers["Location"] else {
            throw RegistryError(.unexpectedAnswer, "registry \(host) began an upload without telling where")
        }
        return try absolute(location)
    }

    /// - Returns: where the next chunk goes.
    private func sendChunk(
        _ bytes: [UInt8], at offset: Int64, to location: String, _ repository: String
    ) async throws -> String {
        let request = HTTPRequest(
            "PATCH", location,
            headers: [
                "Content-Type": "application/octet-stream",
                "Content-Range": "\(offset)-\(offset + Int64(bytes.count) - 1)",
            ], body: .bytes(bytes), idleTimeout: Self.longestSilence)
        let response = try await answer(to: request, about: "a chunk for \(repository)")
        return try response.headers["Location"].map { try absolute($0) } ?? location
    }

    private func abortUpload(_ location: String) async throws {
        _ = try await open(HTTPRequest("DELETE", location, timeout: .seconds(5)))
    }

    private func blobURL(_ repository: String, _ digest: ContentDigest) -> String {
        "\(base)/v2/\(repository)/blobs/\(digest)"
    }

    static func appending(_ name: String, _ value: String, to url: String) -> String {
        "\(url)\(url.contains("?") ? "&" : "?")\(name)=\(PercentEncoding.component(value))"
    }

    private static func sized(_ content: HTTPRequestBody, _ size: Int64) -> HTTPRequestBody {
        if case .stream(nil, let source) = content { .stream(length: size, source) } else { content }
    }
}
