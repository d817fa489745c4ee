import ApplicationImages
import BuildpackLifecycle
import OCIRegistry

/// What is looked up before the build (Platform specification, "analyzer").
extension ImageBuild {
    func analyze(
        _ names: [ImageReference], _ descriptor: ProjectDescriptor, _ target: any ExportTarget
    ) async throws -> Analysis {
        async let loadedBuilder = loadBuilder(descriptor)
        async let loadedPrevious = target.loadPrevious()
        output.phase("ANALYZING")
        let builder = try await loadedBuilder
        let previous = try await loadedPrevious
        let choice = RunImageChoice(engine: engine, logins: logins, policy: options.pullPolicy, output: output)
        let runImage = try await choice.choose(
            from: builder, asked: options.runImage,
            near: options.publishes ? names[0] : try ImageReference(builder.name), publishes: options.publishes)
        if options.pullPolicy != .never, !target.holds(try ImageReference(runImage.place)) {
            try await images.ensure(runImage.place)
        }
        try await target.requireRunImage(runImage)
        return Analysis(
            names: names, descriptor: descriptor, builder: builder, previous: previous, runImage: runImage,
            cache: try await BuildCache(options, of: names[0], keys: volumeKeys, logins: logins, output: output))
    }

    private func loadBuilder(_ descriptor: ProjectDescriptor) async throws -> BuilderImage {
        guard let name = options.builder ?? descriptor.builder else {
            throw BuildFailure(.invalid, "no builder is given; name one with --builder or in project.toml")
        }
        try await images.ensure(name)
        let builder = try await BuilderImage.load(name, from: engine)
        try builder.requireNoExtensions()
        let versions = builder.metadata.lifecycle?.apis?.platform?.supported ?? []
        output.detail("Builder '\(name)' supports Platform API(s): \(versions.joined(separator: ", "))")
        return builder
    }

    /// Everything the build container is sent.
    func requestArchive(
        _ source: ApplicationSource, _ analysis: Analysis, _ target: any ExportTarget
    ) async throws -> RequestArchive {
        let previous = options.clearsCache ? nil : analysis.previous
        let selection = try await select(analysis.builder, analysis.descriptor)
        for buildpack in selection.local.map(\.descriptor) {
            output.detail("Adding buildpack '\(buildpack.id)' version '\(buildpack.version)' to builder")
        }
        for (buildpack, layer, _) in previous?.metadata.restorable ?? [] {
            output.line("Restoring metadata for \"\(buildpack):\(layer)\" from app image")
        }
        var request = BuildRequest(
            order: selection.order, target: analysis.builder.target, app: options.workspace,
            isVerbose: output.level == .verbose, restoresCache: !options.clearsCache)
        request.wantsBuildBills = options.billsDirectory != nil
        let (filter, keepsLarge) = (analysis.descriptor.filter, options.launchCache != nil)
        let exchange = try await BlockingWork.run("survey") {
            try source.exchange(filter: filter, keepsLarge: keepsLarge)
        }
        request.knowsUntouchedFiles = exchange != nil
        request.keepsSource = exchange?.keepsSource == true
        var archive = RequestArchive(
            request: request, source: source, exchange: exchange, filter: filter,
            environment: analysis.descriptor.environment + options.environment, buildpacks: selection.local,
            previous: previous?.metadata)
        if let previous { archive.bills = try await target.loadBills(of: previous) }
        if case .image(let image, let stored) = analysis.cache {
            archive.request.sendsCachedLayers = true
            archive.request.wantsBuildBills = true
            if !options.clearsCache {
                archive.cached = try await image.layers(of: stored, with: previous?.metadata)
            }
            archive.request.cachedLayers = archive.cached.layers.map(\.layer.identifier)
        }
        return archive
    }

    /// The command's buildpacks go before the descriptor's; what comes before and after is for the builder's order only.
    private func select(_ builder: BuilderImage, _ descriptor: ProjectDescriptor) async throws -> BuildpackSelection {
        func named(_ values: [String], or others: [BuildpackLocator]) -> [BuildpackLocator] {
            values.isEmpty ? others : values.map { .named($0, directory: nil) }
        }
        var selection = BuildpackSelection(
            builder: builder, sources: BuildpackSources(packages: PackageReader(engine: engine, images: images)))
        let buildpacks = named(options.buildpacks, or: descriptor.buildpacks)
        let pre = named(options.preBuildpacks, or: descriptor.preBuildpacks)
        let post = named(options.postBuildpacks, or: descriptor.postBuildpacks)
        if buildpacks.isEmpty {
            try await selection.surround(pre: pre, post: post)
        } else {
            try await selection.replace(buildpacks)
        }
        return selection
    }
}
