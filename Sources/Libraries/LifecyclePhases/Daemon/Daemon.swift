import ApplicationImages
import BuildpackLifecycle
import FoundationEssentials
import OCIImages

/// The Docker daemon, as far as phases need it: look at an image, take one out, put one in.
struct Daemon {
    let socketPath: String

    /// Nil where the daemon has no such image.
    func image(_ name: String) throws -> StoredImage? {
        let connection = try DaemonConnection(socketPath: socketPath)
        try connection.request("GET", "/images/\(Self.escaped(name))/json")
        let body = try connection.readAll()
        if connection.status == 404 { return nil }
        guard connection.status == 200 else { throw Self.refusal("to show image \(name)", connection.status, body) }
        do {
            let inspection = try JSONDecoder().decode(Inspection.self, from: Data(body))
            var configuration = ImageConfiguration(
                architecture: inspection.architecture ?? "amd64", os: inspection.operatingSystem ?? "linux",
                rootfs: .init(diffIDs: inspection.rootFS?.layers ?? []))
            configuration.created = inspection.created
            configuration.config = inspection.config ?? ImageConfiguration.Execution()
            configuration.variant = inspection.variant.flatMap { $0.isEmpty ? nil : $0 }
            return StoredImage(reference: inspection.id, configuration: configuration, origin: nil)
        } catch {
            throw BuildFailure(
                .infrastructure, "what the Docker daemon tells of image \(name) cannot be read: \(error)")
        }
    }

    /// Takes layers out of an image. Slow, since the daemon gives whole images only.
    func layers(_ wanted: Set<ContentDigest>, of name: String) throws -> [ContentDigest: SpooledBytes] {
        guard !wanted.isEmpty else { return [:] }
        let connection = try DaemonConnection(socketPath: socketPath)
        try connection.request("GET", "/images/\(Self.escaped(name))/get")
        guard connection.status == 200 else {
            throw Self.refusal("to give image \(name)", connection.status, try connection.readAll())
        }
        let found = try SavedLayers.find(wanted, in: TarReader { try connection.read(into: $0) })
        guard found.count == wanted.count else {
            throw BuildFailure(.infrastructure, "image \(name) lacks layers it names; build without layers of before")
        }
        return found
    }

    /// Puts an image in, under each of the names.
    func load(_ image: DaemonImage, tags: [String]) throws {
        let archive = try image.archive(tags: tags)
        let connection = try DaemonConnection(socketPath: socketPath)
        try connection.request("POST", "/images/load?quiet=1") { piece in
            var pieces = archive.pieces
            while let bytes = try pieces.next() { try piece(bytes) }
        }
        let body = try connection.readAll()
        guard connection.status == 200 else { throw Self.refusal("to load the image", connection.status, body) }
        // A failure may come behind a good status, as a line of the answer.
        for line in body.split(separator: 0x0A) {
            if let message = try? JSONDecoder().decode(Progress.self, from: Data(line)), let reason = message.error {
                throw BuildFailure(.infrastructure, "the Docker daemon refused to load the image: \(reason)")
            }
        }
    }

    private struct Progress: Decodable { var error: String? }

    private struct Refusal: Decodable { var message: String }

    /// `GET /images/{name}/json`; the configuration in it has the names of the OCI's.
    private struct Inspection: Decodable {
        struct RootFS: Decodable {
            var layers: [ContentDigest]?
            enum CodingKeys: String, CodingKey { case layers = "Layers" }
        }

        var id: String
        var created: String?
        var architecture: String?
        var variant: String?
        var operatingSystem: String?
        var config: ImageConfiguration.Execution?
        var rootFS: RootFS?

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case created = "Created"
            case architecture = "Architecture"
            case variant = "Variant"
            case operatingSystem = "Os"
            case config = "Config"
            case rootFS = "RootFS"
        }
    }

    private static func refusal(_ what: String, _ status: Int, _ body: [UInt8]) -> BuildFailure {
        let reason = (try? JSONDecoder().decode(Refusal.self, from: Data(body)))?.message ?? "status \(status)"
        return BuildFailure(.infrastructure, "the Docker daemon refused \(what): \(reason)")
    }

    /// Names of images hold nothing but these and slashes, which the API takes as they are.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            let character = Character(UnicodeScalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "._-/:@".contains(character) {
                text.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }
}
