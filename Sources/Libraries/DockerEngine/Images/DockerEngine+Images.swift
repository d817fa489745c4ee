import CurlClient

extension DockerEngine {
    public func inspectImage(_ name: String) async throws -> ImageInspection {
        try await get("/images/\(PercentEncoding.path(name))/json")
    }

    /// Whether the daemon has the image.
    public func hasImage(_ name: String) async throws -> Bool {
        do {
            _ = try await inspectImage(name)
            return true
        } catch let error as DockerError where error.code == .notFound {
            return false
        }
    }

    public func listImages(_ filters: DockerFilters = .init(), all: Bool = false) async throws -> [ImageSummary] {
        try await get("/images/json", query: filters.query + [("all", String(all))])
    }

    /// Gives the image one more name; a name that another image has moves over.
    ///
    /// - Parameter name: `repository:tag`, without a digest.
    public func tagImage(_ image: String, as name: String) async throws {
        let (repository, tag) = Self.split(name)
        try await perform(
            "POST", "/images/\(PercentEncoding.path(image))/tag",
            query: [("repo", repository), ("tag", tag ?? "latest")])
    }

    /// Removes the name, and the image with its last name.
    public func removeImage(_ name: String, force: Bool = false, prune: Bool = true) async throws {
        try await perform(
            "DELETE", "/images/\(PercentEncoding.path(name))",
            query: [("force", String(force)), ("noprune", String(!prune))])
    }

    /// Removes images no container uses. Without `dangling=false` only those without a name.
    ///
    /// - Returns: bytes freed.
    @discardableResult
    public func pruneImages(_ filters: DockerFilters = .init()) async throws -> Int64 {
        struct Answer: Decodable {
            var freed: Int64?
            enum CodingKeys: String, CodingKey { case freed = "SpaceReclaimed" }
        }
        let body = try await perform("POST", "/images/prune", query: filters.query, timeout: nil)
        return try Self.decode(body, of: "/images/prune", as: Answer.self).freed ?? 0
    }

    /// Fetches an image by tag or digest.
    ///
    /// - Parameter progress: called for every line of the daemon's report.
    /// - Throws: ``DockerError``; a registry's refusal in the middle has code `stream`.
    public func pullImage(
        _ name: String, credentials: RegistryCredentials = .none,
        progress: (ImageProgress) async throws -> Void = { _ in }
    ) async throws {
        let (repository, tag) = Self.split(name)
        // The daemon takes a digest in place of the tag.
        var request = request("POST", "/images/create", query: [("fromImage", repository), ("tag", tag ?? "latest")])
        request.headers.add("X-Registry-Auth", credentials.headerValue)
        _ = try await follow(request, progress)
    }

    /// Sends an image to the registry its name begins with.
    ///
    /// - Parameter name: `host:port/repository:tag`.
    /// - Returns: the digest of the manifest that the registry stored, by which the image is fetched from now on.
    /// - Throws: ``DockerError``; a failure the daemon reports under HTTP 200 has code `stream`.
    public func pushImage(
        _ name: String, credentials: RegistryCredentials = .none,
        progress: (ImageProgress) async throws -> Void = { _ in }
    ) async throws -> ImageProgress.Pushed {
        let (repository, tag) = Self.split(name)
        var request = request(
            "POST", "/images/\(PercentEncoding.path(repository))/push", query: [("tag", tag ?? "latest")])
        request.headers.add("X-Registry-Auth", credentials.headerValue)
        guard let pushed = try await follow(request, progress) else {
            throw DockerError(.unexpectedAnswer, "docker pushed \(name) without telling its digest")
        }
        return pushed
    }

    /// Adds the images of a tar archive made by `save`.
    public func loadImages(
        _ archive: HTTPRequestBody, progress: (ImageProgress) async throws -> Void = { _ in }
    ) async throws {
        var request = request("POST", "/images/load", query: [("quiet", "true")])
        request.headers.add("Content-Type", "application/x-tar")
        request.body = archive
        _ = try await follow(request, progress)
    }

    /// Makes an image of one layer from a tar archive of a file system.
    ///
    /// - Parameters:
    ///   - name: `repository:tag`.
    ///   - changes: Dockerfile instructions, such as `CMD ["/run"]` and `LABEL a=b`.
    public func importImage(
        _ archive: HTTPRequestBody, as name: String, changes: [String] = []
    ) async throws {
        let (repository, tag) = Self.split(name)
        let query =
            [("fromSrc", "-"), ("repo", repository), ("tag", tag ?? "latest")] + changes.map { ("changes", $0) }
        var request = request("POST", "/images/create", query: query.map { (name: $0.0, value: $0.1) })
        request.headers.add("Content-Type", "application/x-tar")
        request.body = archive
        _ = try await follow(request) { _ in }
    }

    /// The images as a tar archive that ``loadImages(_:progress:)`` reads.
    public func saveImages(_ names: [String]) async throws -> HTTPResponseBody {
        let query = names.map { (name: "names", value: $0) }
        return try await open(request("GET", "/images/get", query: query)).body
    }

    /// Reads a progress stream to its end.
    private func follow(
        _ request: HTTPRequest, _ progress: (ImageProgress) async throws -> Void
    ) async throws -> ImageProgress.Pushed? {
        let response = try await open(request)
        var pushed: ImageProgress.Pushed?
        for try await line in JSONStream<ImageProgress>(response.body, socketPath: socketPath) {
            if let failure = line.failure { throw DockerError(.stream, failure, status: response.status) }
            if let result = line.pushed { pushed = result }
            try await progress(line)
        }
        return pushed
    }

    /// `repository` and what comes after it: the digest where there is one, else the tag.
    static func split(_ name: String) -> (repository: String, tag: String?) {
        if let at = name.firstIndex(of: "@") {
            let named = name[..<at]
            return (split(String(named)).repository, String(name[name.index(after: at)...]))
        }
        let start = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        guard let colon = name[start...].lastIndex(of: ":") else { return (name, nil) }
        return (String(name[..<colon]), String(name[name.index(after: colon)...]))
    }
}
