import DockerEngine
import FoundationEssentials
import Synchronization

/// Follows Docker's events for one build: puts limits on its containers as they appear, since pack has no flag for them,
/// and notes what the build uses for the sweep.
final class BuildContainerWatch: Sendable {
    /// What a build that did not end by itself may leave.
    struct Traces: Equatable, Sendable {
        var containers: Set<String> = []
        var volumes: Set<String> = []
        /// Ephemeral builders.
        var images: Set<String> = []

        /// Notes what pack made for this container alone.
        mutating func add(_ id: String, image: String?, mounts: [MountPoint]) {
            containers.insert(id)
            for mount in mounts {
                if let name = mount.name, name.hasPrefix("pack-app-") || name.hasPrefix("pack-layers-") {
                    volumes.insert(name)
                }
            }
            if let image, image.hasPrefix("pack.local/builder/") { images.insert(image) }
        }
    }

    private struct State {
        var traces = Traces()
        var limited: Set<String> = []
        var ranOutOfMemory = false
    }

    private let engine: DockerEngine
    private let network: String
    private let limits: BuildLimits
    private let started = Date().timeIntervalSince1970
    private let state = Mutex(State())

    init(engine: DockerEngine, network: String, limits: BuildLimits) {
        self.engine = engine
        self.network = network
        self.limits = limits
    }

    var traces: Traces { state.withLock { $0.traces } }

    /// Whether the kernel killed something in one of the containers for its memory.
    ///
    /// The watch may lag behind a build that has just ended, so the daemon is asked for what it has told by now.
    func ranOutOfMemory() async -> Bool {
        let now = Date().timeIntervalSince1970
        let filters = DockerFilters(["type": ["container"], "event": ["oom"]])
        let told = try? await engine.events(filters, since: String(started), until: String(now))
        if let told {
            do {
                for try await event in told { await handle(event) }
            } catch {
                // What the watch itself has seen has to do.
            }
        }
        return state.withLock { $0.ranOutOfMemory }
    }

    /// Has the daemon tell of containers from now on, for ``during(_:_:)``.
    func open() async throws -> JSONStream<EngineEvent> {
        try await engine.events(
            DockerFilters(["type": ["container", "network"], "event": ["create", "start", "connect", "oom"]]))
    }

    /// Runs `body` with the watch on.
    ///
    /// The daemon told already before `body` begins, so no container is missed. If the events break off, the containers are
    /// looked up once more by `applyToRunning`.
    func during<Value: Sendable>(_ events: JSONStream<EngineEvent>, _ body: () async throws -> Value) async throws
        -> Value
    {
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                do {
                    for try await event in events { await handle(event) }
                } catch {
                    await applyToRunning()
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    private func handle(_ event: EngineEvent) async {
        switch (event.type, event.action) {
        case ("container", "create"), ("container", "start"):
            guard event.actor.attributes?[BuildLabels.author] == BuildLabels.pack else { return }
            await limit(event.actor.id)
        case ("network", "connect"):
            guard event.actor.attributes?["name"] == network, let id = event.actor.attributes?["container"] else {
                return
            }
            await limit(id)
        case ("container", "oom"):
            state.withLock { state in
                if state.traces.containers.contains(event.actor.id) { state.ranOutOfMemory = true }
            }
        default: break
        }
    }

    /// Applies the limits once, if the container is one of this build's.
    private func limit(_ id: String) async {
        let isDone = state.withLock { $0.limited.contains(id) }
        guard !isDone, let container = try? await engine.inspectContainer(id),
            container.config?.labels?[BuildLabels.author] == BuildLabels.pack,
            container.networkSettings?.networks?[network] != nil || container.host?.networkMode == network
        else { return }
        state.withLock {
            $0.traces.add(id, image: container.config?.image, mounts: container.mounts ?? [])
        }
        do {
            try await engine.updateContainer(id, limits.update)
            state.withLock { _ = $0.limited.insert(id) }
        } catch {
            // One that has ended meanwhile needs no limits; one that runs is over them already (the kernel refuses a
            // limit under what is in use) or would go on without.
            guard (try? await engine.inspectContainer(id).state.isRunning) == true else { return }
            state.withLock { $0.ranOutOfMemory = true }
            try? await engine.killContainer(id)
        }
    }

    private func applyToRunning() async {
        let filters = DockerFilters(["network": [network]]).and(label: BuildLabels.author, BuildLabels.pack)
        for container in (try? await engine.listContainers(filters)) ?? [] { await limit(container.id) }
    }
}
