import FoundationEssentials
import HTTPExchange

extension OCIRegistry {
    /// Whether the registry has that tag or digest, and the digest it stands for.
    public func manifestDigest(_ repository: String, _ selector: String) async throws -> ContentDigest? {
        let request = manifestRequest("HEAD", repository, selector)
        let response = try await translating { try await self.open(request) }
        if response.status == 404 { return nil }
        guard response.isSuccess else {
            throw RegistryError(
                status: response.status, body: [], registry: host, subject: "manifest \(repository) \(selector)")
        }
        guard let digest = response.headers["Docker-Content-Digest"].flatMap(ContentDigest.init) else {
            return try await manifest(repository, selector).digest
        }
        return digest
    }

    /// Reads a manifest or an index.
    ///
    /// - Parameter selector: a tag or a digest; against a digest the bytes are checked.
    public func manifest(_ repository: String, _ selector: String) async throws -> StoredManifest {
        let response = try await answer(
            to: manifestRequest("GET", repository, selector), about: "manifest \(repository) \(selector)")
        let digest = ContentDigest(of: response.body)
        if let expected = ContentDigest(selector), expected != digest {
            throw RegistryError(
                .digestMismatch, "registry \(host) answered \(expected) of \(repository) with other content, \(digest)")
        }
        return try stored(response.body, type: response.headers["Content-Type"], digest: digest)
    }

    /// Stores a manifest under a tag, or under its own digest where no tag is given.
    @discardableResult
    public func putManifest(
        _ bytes: [UInt8], mediaType: MediaType, to repository: String, tag: String? = nil
    ) async throws -> ContentDigest {
        let digest = ContentDigest(of: bytes)
        var request = manifestRequest("PUT", repository, tag ?? digest.description)
        request.headers = ["Content-Type": mediaType.rawValue]
        request.body = .bytes(bytes)
        let response = try await answer(to: request, about: "manifest \(repository) \(tag ?? digest.description)")
        if let told = response.headers["Docker-Content-Digest"].flatMap(ContentDigest.init), told != digest {
            throw RegistryError(
                .digestMismatch, "registry \(host) stored \(told) where \(digest) was sent to \(repository)")
        }
        return digest
    }

    /// Deletes the manifest and with it **every** tag that names it.
    ///
    /// - Throws: ``RegistryError``, code `unsupported` where the registry has deletion switched off.
    public func deleteManifest(_ repository: String, _ digest: ContentDigest) async throws {
        _ = try await answer(
            to: manifestRequest("DELETE", repository, digest.description), about: "to delete \(repository)@\(digest)")
    }

    /// The configuration of an image.
    public func configuration(_ repository: String, of manifest: ImageManifest) async throws -> ImageConfiguration {
        let bytes = try await blob(repository, manifest.config.digest).collect(upTo: 8 << 20)
        return try decode(ImageConfiguration.self, bytes)
    }

    private func manifestRequest(_ method: String, _ repository: String, _ selector: String) -> HTTPRequest {
        HTTPRequest(
            method, "\(base)/v2/\(repository)/manifests/\(selector)",
            headers: ["Accept": MediaType.manifests.map(\.rawValue).joined(separator: ", ")], timeout: Self.promptly)
    }

    private func stored(_ bytes: [UInt8], type: String?, digest: ContentDigest) throws -> StoredManifest {
        struct Probe: Decodable {
            var mediaType: MediaType?
            var manifests: [Descriptor]?
        }
        let probe = try decode(Probe.self, bytes)
        let mediaType =
            probe.mediaType ?? type.map { MediaType(rawValue: String($0.prefix { $0 != ";" })) } ?? .ociManifest
        let content: StoredManifest.Content =
            probe.manifests == nil
            ? .image(try decode(ImageManifest.self, bytes)) : .index(try decode(ImageIndex.self, bytes))
        return StoredManifest(bytes: bytes, mediaType: mediaType, digest: digest, content: content)
    }
}
