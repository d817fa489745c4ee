import Glibc
import LinuxSystem

/// An application directory that stays from build to build, so that only what changed has to be written.
///
/// What an earlier build left in it is believed in nothing: a file counts as kept if its content has the hash that
/// the platform finds too, if its name is its only one, and if no link leads to it. Everything that is not part of the source is
/// removed before a buildpack runs.
final class KeptSource {
    private let root: BytePath
    /// Holds the directory's lock until the process ends.
    private let lock: Descriptor
    private var stamps: [BytePath: FileStamp] = [:]
    private var wanted: Set<BytePath> = []
    private var realDirectories: Set<BytePath> = []

    /// Waits for another build that uses the directory.
    init(_ root: BytePath, log: PhaseLog) throws(BuildpackError) {
        self.root = root
        let number = root.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) }
        guard number >= 0 else { throw FileSystem.failure("open", root) }
        lock = Descriptor(owning: number)
        if flock(number, LOCK_EX | LOCK_NB) == 0 { return }
        log.line("Waiting for another build of this application to end")
        while flock(number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileSystem.failure("lock", root) }
        }
    }

    /// What is there of the files in the list.
    func compare(_ list: SourceList) throws -> KeptFiles {
        var hash = FileHash(list.key)
        realDirectories = [BytePath([])]
        return KeptFiles(
            try list.files.map { file in
                let path = root.appending(file.path.bytes)
                guard try isReal(file.path.parent), let status = try FileSystem.status(path),
                    status.kind == .regular, status.size == file.size, status.links == 1,
                    let (value, opened) = try hash.of(path), FileStamp(opened) == FileStamp(status)
                else { return nil }
                stamps[file.path] = FileStamp(status)
                return value
            })
    }

    /// Whether every part of a relative path is a directory and no link.
    private func isReal(_ directory: BytePath) throws(BuildpackError) -> Bool {
        if realDirectories.contains(directory) { return true }
        guard try isReal(directory.parent),
            try FileSystem.status(root.appending(directory.bytes))?.kind == .directory
        else { return false }
        realDirectories.insert(directory)
        return true
    }

    /// Takes the file over as it is; its mode may be new.
    func keep(_ relative: BytePath, mode: UInt32) throws(BuildpackError) {
        let path = root.appending(relative.bytes)
        guard let stamp = stamps[relative], let status = try FileSystem.status(path), FileStamp(status) == stamp else {
            throw BuildpackError(.hostileArchive, "the request counts on \(relative), which is not kept")
        }
        let wantedMode = mode & TarExtractor.keptModeBits
        if status.mode != wantedMode, path.withCString({ chmod($0, wantedMode) }) != 0 {
            throw FileSystem.failure("change the mode of", path)
        }
        want(relative)
    }

    /// Notes an entry of the request as part of the source.
    func want(_ relative: BytePath) { wanted.insert(relative) }

    /// Removes whatever is no part of the source.
    func removeStrangers() throws(BuildpackError) { try removeStrangers(in: BytePath([])) }

    private func removeStrangers(in directory: BytePath) throws(BuildpackError) {
        for name in try FileSystem.names(in: root.appending(directory.bytes)) {
            let relative = directory.appending(name)
            let path = root.appending(relative.bytes)
            if !wanted.contains(relative) {
                try FileSystem.remove(path)
            } else if try FileSystem.status(path)?.kind == .directory {
                try removeStrangers(in: relative)
            }
        }
    }
}
