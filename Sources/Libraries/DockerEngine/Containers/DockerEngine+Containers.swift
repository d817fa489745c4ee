import CurlClient

extension DockerEngine {
    /// - Returns: the new container's id.
    public func createContainer(_ specification: ContainerSpecification) async throws -> String {
        struct Answer: Decodable {
            var id: String
            enum CodingKeys: String, CodingKey { case id = "Id" }
        }
        let query = specification.name.map { [(name: "name", value: $0)] } ?? []
        return try await post("/containers/create", query: query, specification, as: Answer.self).id
    }

    /// A container that runs already is left alone.
    public func startContainer(_ id: String) async throws {
        try await perform("POST", path(id, "/start"))
    }

    /// Sends the signal, and SIGKILL after the timeout (whole seconds; `nil` is the container's own, or 10).
    public func stopContainer(_ id: String, signal: String? = nil, timeout: Duration? = nil) async throws {
        if let signal, signal != "SIGTERM" {
            // API 1.41 has no signal here: send it and wait, then leave the rest to stop.
            try await killContainer(id, signal: signal)
            let seconds = timeout ?? .seconds(10)
            if await exits(id, within: seconds) { return }
            return try await stopContainer(id, timeout: .zero)
        }
        let seconds = timeout.map { Int($0.components.seconds) }
        let query = seconds.map { [(name: "t", value: String($0))] } ?? []
        try await perform("POST", path(id, "/stop"), query: query, timeout: .seconds((seconds ?? 10) + 120))
    }

    public func killContainer(_ id: String, signal: String = "SIGKILL") async throws {
        try await perform("POST", path(id, "/kill"), query: [("signal", signal)])
    }

    /// Returns when the container has ended.
    ///
    /// - Parameter condition: `not-running`, `next-exit` or `removed`.
    /// - Returns: its exit status.
    public func waitContainer(_ id: String, condition: String = "not-running") async throws -> Int {
        struct Answer: Decodable {
            var status: Int
            enum CodingKeys: String, CodingKey { case status = "StatusCode" }
        }
        let path = path(id, "/wait")
        let body = try await perform("POST", path, query: [("condition", condition)], timeout: nil)
        return try Self.decode(body, of: path, as: Answer.self).status
    }

    /// - Parameters:
    ///   - force: kills it first where it runs.
    ///   - volumes: removes its anonymous volumes too.
    public func removeContainer(_ id: String, force: Bool = false, volumes: Bool = true) async throws {
        try await perform("DELETE", path(id, ""), query: [("force", String(force)), ("v", String(volumes))])
    }

    public func inspectContainer(_ id: String) async throws -> ContainerInspection {
        try await get(path(id, "/json"))
    }

    /// - Parameter all: with those that do not run.
    public func listContainers(_ filters: DockerFilters = .init(), all: Bool = true) async throws -> [ContainerSummary]
    {
        try await get("/containers/json", query: filters.query + [("all", String(all))])
    }

    public func updateContainer(_ id: String, _ update: ResourceUpdate) async throws {
        try await post(path(id, "/update"), update)
    }

    public func renameContainer(_ id: String, to name: String) async throws {
        try await perform("POST", path(id, "/rename"), query: [("name", name)])
    }

    public func logs(of id: String, _ logQuery: LogQuery = .init()) async throws -> LogStream {
        let response = try await open(request("GET", path(id, "/logs"), query: logQuery.items))
        return LogStream(response.body, hasTerminal: logQuery.hasTerminal, socketPath: socketPath)
    }

    /// The output from now on; attach before the start to miss nothing. Ends with the container.
    public func attach(to id: String, logs: Bool = false, hasTerminal: Bool = false) async throws -> LogStream {
        let query = [
            (name: "stream", value: "true"), ("stdout", "true"), ("stderr", "true"), ("logs", String(logs)),
        ]
        let response = try await open(request("POST", path(id, "/attach"), query: query))
        return LogStream(response.body, hasTerminal: hasTerminal, socketPath: socketPath)
    }

    /// One reading; the daemon takes a second for it, since CPU use needs two.
    public func statistics(of id: String) async throws -> ContainerStatistics {
        try await get(path(id, "/stats"), query: [("stream", "false")])
    }

    /// Unpacks a tar archive in a directory of the container, running or not.
    public func putArchive(_ archive: HTTPRequestBody, into id: String, at directory: String) async throws {
        var request = request("PUT", path(id, "/archive"), query: [("path", directory)])
        request.headers.add("Content-Type", "application/x-tar")
        request.body = archive
        _ = try await collect(request)
    }

    /// A file or directory of the container as a tar archive.
    public func archive(of id: String, at path: String) async throws -> HTTPResponseBody {
        try await open(request("GET", self.path(id, "/archive"), query: [("path", path)])).body
    }

    private func path(_ id: String, _ rest: String) -> String {
        "/containers/\(PercentEncoding.component(id))\(rest)"
    }

    private func exits(_ id: String, within timeout: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await waitContainer(id)) != nil }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
