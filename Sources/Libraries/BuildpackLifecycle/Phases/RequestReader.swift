import Glibc
import LinuxSystem

/// What a build container was given.
struct ReceivedRequest {
    var request: BuildRequest
    var directories: BuildDirectories
    var source: ReceivedSource
}

/// Unpacks standard input into the directories of the request; hostile names end the build.
struct RequestReader {
    private static let app = Array("app".utf8)

    private let directories: BuildDirectories
    private let reader: TarReader
    /// Says what is kept of the source.
    private let answer: (KeptFiles) throws -> Void

    init(_ directories: BuildDirectories, input: Descriptor, answer: @escaping (KeptFiles) throws -> Void) {
        self.directories = directories
        self.answer = answer
        let input = BufferedInput(input)
        reader = TarReader { try input.read(into: $0) }
    }

    func read() throws -> ReceivedRequest {
        guard let first = try reader.next(), first.path == BuildRequest.entryName else {
            throw BuildpackError(.hostileArchive, "the request is missing; this program is started by a platform")
        }
        let request = try BuildRequest(
            TOMLReader(parsing: try reader.readContent(limit: 1 << 20), file: BuildRequest.entryName.description))
        var directories = directories
        directories.app = BytePath(request.app)
        // As `pack` gives it to its phases: part of a layer, so that both tools' images have one digest.
        _ = directories.app.withCString { chmod($0, 0o777) }
        let kept =
            request.keepsSource
            ? try KeptSource(directories.app, log: PhaseLog(isVerbose: request.isVerbose)) : nil
        let source = ReceivedSource()
        try unpack(into: directories, kept, source)
        try kept?.removeStrangers()
        source.settle()
        return ReceivedRequest(request: request, directories: directories, source: source)
    }

    private func unpack(into directories: BuildDirectories, _ kept: KeptSource?, _ source: ReceivedSource) throws {
        let places: [[UInt8]: BytePath] = [
            Self.app: directories.app, Array("platform".utf8): directories.platform,
            Array("layers".utf8): directories.layers,
        ]
        let extractors = places.mapValues { TarExtractor(into: $0) }
        while let header = try reader.next() {
            if let kept, header.path == BuildRequest.sourceListName {
                try answer(
                    kept.compare(SourceList(document: try reader.readContent(limit: SourceList.limit))))
                continue
            }
            let path = try TarExtractor.checked(header.path)
            guard let top = path.components.first, let extractor = extractors[Array(top)] else {
                throw BuildpackError(.hostileArchive, "the request holds \(header.path), which has no place")
            }
            let relative = BytePath(Array(path.bytes.dropFirst(top.count + 1)))
            if relative.bytes.isEmpty { continue }
            if top.elementsEqual(Self.app) {
                if let kept, header.kind == .hardLink {
                    try kept.keep(relative, mode: header.mode)
                } else {
                    kept?.want(relative)
                    try extractor.extract(header, from: reader, as: relative)
                }
                try source.note(directories.app.appending(relative.bytes))
            } else {
                try extractor.extract(header, from: reader, as: relative)
            }
        }
    }
}
