import DockerEngine
public import PlatformModel

extension DockerDeployment {
    public func stop(_ project: ProjectID) async throws(PlatformError) {
        await state.setStopping(project, true)
        do {
            try await locks.withLock(project) {
                let replicas = try await self.host.replicas(of: project)
                guard !replicas.isEmpty || self.host.routes.routed(project) != nil else {
                    throw PlatformError(.notFound, "project \(project) has nothing running")
                }
                // Nothing is sent to containers that are about to end.
                try self.host.routes.remove(project)
                try await self.host.retire(replicas)
            }
            await state.setStopping(project, false)
        } catch {
            await state.setStopping(project, false)
            throw PlatformError(engine: error)
        }
    }

    public func remove(_ project: ProjectID) async throws(PlatformError) {
        do {
            try await locks.withLock(project) {
                try self.host.routes.remove(project)
                try await self.host.retire(try await self.host.replicas(of: project))
                try await ProjectNetwork(
                    docker: self.host.docker, configuration: self.host.configuration, project: project
                ).remove()
                try await self.removeImages(of: project)
                try await self.removeFirewallWithLastNetwork()
            }
        } catch {
            throw PlatformError(engine: error)
        }
        await state.signal(.removed, to: project)
    }

    public func deleteImage(_ reference: String) async throws(PlatformError) {
        do {
            // Never somebody else's image: only repositories that are named after a project.
            guard Self.project(ofImage: reference) != nil else {
                throw PlatformError(.invalid, "\(reference.quotedForDisplay) is no image of a project")
            }
            try await host.docker.removeImage(reference)
        } catch let error as DockerError where error.code == .notFound {
            throw PlatformError(.notFound, "image \(reference) is not on this host", cause: error)
        } catch {
            throw PlatformError(engine: error)
        }
    }

    /// `<registry>/<project-uuid>` with `:tag` or `@digest`.
    static func project(ofImage reference: String) -> ProjectID? {
        let name = reference.prefix { $0 != "@" }
        guard let last = name.split(separator: "/").last, name.contains("/") else { return nil }
        return ProjectID(last.prefix { $0 != ":" })
    }

    private func removeImages(of project: ProjectID) async throws {
        for image in try await host.docker.listImages() {
            let names = (image.repoTags ?? []) + (image.repoDigests ?? [])
            for name in names where Self.project(ofImage: name) == project {
                do {
                    try await host.docker.removeImage(name)
                } catch let error as DockerError where error.code == .notFound || error.code == .conflict {
                    // Gone with another of its names, or a build's container still uses it.
                }
            }
        }
    }

    private func removeFirewallWithLastNetwork() async throws {
        guard let firewall = host.firewall else { return }
        let networks = try await host.docker.listNetworks(.label(Labels.platform, host.configuration.platform))
        if networks.isEmpty { try await firewall.remove() }
    }
}
