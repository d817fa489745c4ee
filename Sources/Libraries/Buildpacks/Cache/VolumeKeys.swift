import BuildpackLifecycle
import Glibc

/// The keys of default cache volumes, kept where `pack` keeps them, so that both tools find the same volumes.
public struct VolumeKeys: Sendable {
    private static let table = "volume-keys"

    /// For all images (`PACK_VOLUME_KEY`).
    private let common: String?
    private let directory: String?

    /// - Parameter directory: `PACK_HOME`, else `~/.pack`; made where it is missing.
    public init(common: String? = nil, directory: String? = nil) {
        self.common = common
        self.directory = directory
    }

    /// The key for an image by its full name. A new one is remembered; nil where it cannot be.
    func key(for image: String) throws -> String? {
        if let common, !common.isEmpty { return common }
        guard let directory else { return nil }
        let file = BytePath(directory).appending("volume-keys.toml")
        var document = TOMLTable()
        if let bytes = try FileSystem.read(file) {
            document = try TOMLReader(parsing: bytes, file: file.description).table
        }
        var keys = TOMLTable()
        if case .table(let known)? = document[Self.table]?.value { keys = known }
        if case .string(let key)? = keys[image]?.value, !key.isEmpty { return key }
        let key = Self.random()
        keys.set(image, .string(key))
        document.set(Self.table, .table(keys))
        do {
            try Self.write(TOMLWriter.write(document), to: file, in: directory)
        } catch {
            return nil
        }
        return key
    }

    /// Under another name first: a build at the same time reads all of it or what was there before.
    private static func write(_ text: String, to file: BytePath, in directory: String) throws {
        mkdir(directory, 0o750)
        let part = BytePath(file.bytes + Array(".\(getpid())".utf8))
        try FileSystem.write(part, text)
        try FileSystem.rename(part, to: file)
    }

    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<20).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement(using: &generator) ?? "a" })
    }
}
