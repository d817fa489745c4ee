import ClientAPIContract
import Glibc
import LinuxSystem

/// `credentials.json` in the user's configuration directory: readable by its owner alone, replaced as a whole.
struct CredentialFile: Sendable {
    let directory: String

    var path: String { "\(directory)/credentials.json" }

    /// What is there; nothing is not an error.
    ///
    /// - Throws: ``ClientError`` for a file that others may read or that is damaged.
    func read() throws(ClientError) -> Credentials {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return Credentials() }
            throw ClientError(.file, "cannot read \(path): \(LinuxError.reason(errno))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw ClientError(
                .file, "\(path) holds your session and others may read it", next: "chmod 600 \(path)")
        }
        do {
            let bytes = try Descriptor.open(path, flags: O_RDONLY).readAll(limit: 1 << 20)
            return try WireCoding.decode(Credentials.self, from: bytes)
        } catch let error as LinuxError {
            throw ClientError(.file, "\(error)")
        } catch {
            throw ClientError(
                .file, "\(path) is damaged: it is not what paastech writes", next: "rm \(path) && paastech login")
        }
    }

    /// Changes the file under a lock, so that two logins at once are both kept.
    func update(_ change: (inout Credentials) -> Void) throws(ClientError) {
        try makeDirectory()
        do {
            let lock = try FileLock.lock("\(path).lock")
            defer { lock.close() }
            var credentials = try read()
            change(&credentials)
            try replace(with: WireCoding.encode(credentials, indented: true) + [0x0A])
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError(.file, "cannot write \(path): \(error)")
        }
    }

    private func makeDirectory() throws(ClientError) {
        var made = ""
        for part in directory.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || access(made, F_OK) == 0 else {
                throw ClientError(.file, "cannot make the directory \(made): \(LinuxError.reason(errno))")
            }
        }
    }

    /// Written beside it with mode 0600 from the start, flushed, then renamed over it.
    private func replace(with bytes: [UInt8]) throws {
        let temporary = "\(path).\(getpid())"
        unlink(temporary)
        let file = try Descriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, permissions: 0o600)
        do {
            try file.writeAll(bytes)
            guard fsync(file.rawValue) == 0, rename(temporary, path) == 0 else {
                throw LinuxError(code: errno, message: "cannot write \(path)")
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }
}
