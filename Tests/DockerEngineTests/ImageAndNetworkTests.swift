import DockerEngine
import TestSupport
import Testing

enum ProbeArchive {
    static func path() throws -> String { try ProbeImage.archive.get() }
}

/// Images, networks, volumes and events of the machine's own Docker daemon.
struct ImageAndNetworkTests {
    private let engine = EngineFixture.engine

    /// Each test has an image of its own, with another label and so another id.
    private func withImage(_ body: (String) async throws -> Void) async throws {
        let name = "\(EngineFixture.name()):one"
        try await engine.importImage(
            .file(path: ProbeArchive.path()), as: name, changes: [#"ENTRYPOINT ["/probe"]"#, "LABEL mark=\(name)"])
        do { try await body(name) } catch {
            try? await engine.removeImage(name, force: true)
            throw error
        }
        try? await engine.removeImage(name, force: true)
    }

    @Test func imageIsImportedTaggedFoundAndRemoved() async throws {
        try await withImage { name in
            let image = try await engine.inspectImage(name)
            #expect(image.config?.entrypoint == ["/probe"])
            let second = name.replacing(":one", with: ":two")
            try await engine.tagImage(name, as: second)
            let found = try await engine.listImages(.label("mark", name))
            #expect(found.flatMap { $0.repoTags ?? [] }.sorted() == [name, second])
            try await engine.removeImage(name)
            #expect(try await engine.hasImage(name) == false)
            #expect(try await engine.inspectImage(second).id == image.id)
            try await engine.removeImage(second)
            let error = await #expect(throws: DockerError.self) { try await engine.inspectImage(second) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func imageIsSavedAndLoaded() async throws {
        try await withImage { name in
            let id = try await engine.inspectImage(name).id
            let saved = try await engine.saveImages([name])
            var archive: [UInt8] = []
            for try await chunk in saved { archive += chunk }
            try await engine.removeImage(name)
            try await engine.loadImages(.bytes(archive))
            #expect(try await engine.inspectImage(name).id == id)
        }
    }

    @Test func pushTellsTheDigestByWhichTheImageIsPulled() async throws {
        let registry = PrivateRegistry.shared
        try await withImage { name in
            let repository = "\(registry.host)/\(EngineFixture.name())"
            let remote = "\(repository):v1"
            try await engine.tagImage(name, as: remote)
            var statuses: Set<String> = []
            let pushed = try await engine.pushImage(remote) { if let status = $0.status { statuses.insert(status) } }
            #expect(pushed.tag == "v1")
            #expect(pushed.digest.hasPrefix("sha256:"))
            // Another suite may have brought the same layer into this registry already.
            let arrived = statuses.contains {
                $0 == "Pushed" || $0 == "Layer already exists" || $0.hasPrefix("Mounted from")
            }
            #expect(arrived, "\(statuses)")
            try await engine.removeImage(remote)
            try await engine.pullImage("\(repository)@\(pushed.digest)")
            let pulled = try await engine.inspectImage("\(repository)@\(pushed.digest)")
            #expect(pulled.id == (try await engine.inspectImage(name).id))
            try await engine.removeImage("\(repository)@\(pushed.digest)")
        }
    }

    @Test func pushThatFailsAfterTheHeadIsAFailure() async throws {
        try await withImage { name in
            // Nobody listens there.
            let remote = "127.0.0.1:1/\(EngineFixture.prefix):x"
            try await engine.tagImage(name, as: remote)
            let error = await #expect(throws: DockerError.self) { try await engine.pushImage(remote) }
            #expect(error?.code == .stream)
            #expect(error?.message.contains("connection refused") == true)
            try await engine.removeImage(remote)
        }
    }

    @Test func pullOfAMissingImageIsAFailure() async throws {
        let error = await #expect(throws: DockerError.self) {
            try await engine.pullImage("\(PrivateRegistry.shared.host)/nothing:here")
        }
        #expect(error?.code == .notFound)
    }

    @Test func unusedImagesAreFreedByLabel() async throws {
        try await withImage { name in
            try await engine.pruneImages(DockerFilters(["dangling": ["false"]]).and(label: "mark", name))
            #expect(try await engine.hasImage(name) == false)
        }
    }

    @Test func networkHasItsSubnetAndAnOverlapIsTold() async throws {
        let name = EngineFixture.name()
        let specification = NetworkSpecification(name: name, subnet: "10.213.77.16/28", labels: ["mark": name])
        let id = try await engine.createNetwork(specification)
        do {
            #expect(try await engine.inspectNetwork(name).ipam?.configurations?.first?.subnet == "10.213.77.16/28")
            #expect(try await engine.listNetworks(.label("mark", name)).map(\.id) == [id])
            let overlap = await #expect(throws: DockerError.self) {
                try await engine.createNetwork(NetworkSpecification(name: name + "-2", subnet: "10.213.77.16/28"))
            }
            #expect(overlap?.isPoolOverlap == true)
        } catch {
            try? await engine.removeNetwork(name)
            throw error
        }
        try await engine.removeNetwork(name)
        #expect(try await engine.listNetworks(.label("mark", name)).isEmpty)
    }

    @Test func containerJoinsAndLeavesANetwork() async throws {
        let network = EngineFixture.name()
        _ = try await engine.createNetwork(NetworkSpecification(name: network, subnet: "10.213.77.32/28"))
        try await withImage { image in
            var specification = ContainerSpecification(name: EngineFixture.name(), image: image)
            specification.config.command = ["wait"]
            specification.host.networkMode = network
            let id = try await engine.createContainer(specification)
            try await engine.startContainer(id)
            let address = try await engine.inspectContainer(id).address(in: network)
            #expect(address?.hasPrefix("10.213.77.") == true)
            #expect(try await engine.inspectNetwork(network).containers?[id] != nil)
            try await engine.disconnect(container: id, from: network)
            #expect(try await engine.inspectNetwork(network).containers?.isEmpty != false)
            try await engine.connect(container: id, to: network, aliases: ["again"])
            #expect(try await engine.inspectNetwork(network).containers?[id] != nil)
            try await engine.removeContainer(id, force: true)
        }
        try await engine.removeNetwork(network)
    }

    @Test func volumeIsMadeFoundAndRemoved() async throws {
        let name = EngineFixture.name()
        try await engine.createVolume(name, labels: ["mark": name])
        #expect(try await engine.listVolumes(.label("mark", name)).map(\.name) == [name])
        try await engine.removeVolume(name)
        let error = await #expect(throws: DockerError.self) { try await engine.inspectVolume(name) }
        #expect(error?.code == .notFound)
    }

    @Test func eventsTellWhatHappens() async throws {
        let name = EngineFixture.name()
        let events = try await engine.events(DockerFilters(["type": ["volume"], "volume": [name]]))
        try await engine.createVolume(name)
        try await engine.removeVolume(name)
        var actions: [String] = []
        for try await event in events {
            #expect(event.actor.id == name)
            actions.append(event.action)
            if event.action == "destroy" { break }
        }
        #expect(actions == ["create", "destroy"])
    }
}
