import FoundationEssentials
import Glibc
import LinuxSystem

/// A temporary directory with a bare repository made by the real `git`, for building what no well-behaved client sends.
///
/// Nobody's configuration is read, dates and names are fixed, so the same calls give the same object names.
/// Everything blocks. The directory goes with the object.
public final class ScratchGit: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Holds everything this object makes.
    public let directory: String
    /// The bare repository, HEAD at `main`.
    public let repository: String

    public init() throws {
        directory = "/tmp/scratch-git-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        repository = directory + "/repository.git"
        guard mkdir(directory, 0o755) == 0 else { throw Failure(description: "cannot create \(directory)") }
        try run(["init", "--quiet", "--bare", "--initial-branch=main", "--template=", repository], in: directory)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Runs git in the bare repository and returns what it prints, without the last line end.
    @discardableResult
    public func git(_ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]) throws -> String {
        try run(arguments, in: repository, input: input, environment: environment)
    }

    /// Runs git in `place`.
    ///
    /// - Throws: ``Failure`` with what git wrote to standard error when it does not exit with 0.
    @discardableResult
    public func run(
        _ arguments: [String], in place: String, input: [UInt8] = [], environment extra: [String: String] = [:]
    ) throws -> String {
        let result = try attempt(arguments, in: place, input: input, environment: extra)
        guard result.status.isSuccess else {
            throw Failure(description: "git \(arguments.joined(separator: " ")): \(result.status)\n\(result.errors)")
        }
        return result.output
    }

    /// How one run of git ended.
    public struct Result: Sendable {
        public let status: ChildProcess.ExitStatus
        /// Standard output without the last line end.
        public let output: String
        public let errors: String
    }

    /// As `run`, but a failure of git is a result.
    public func attempt(
        _ arguments: [String], in place: String, input: [UInt8] = [], environment extra: [String: String] = [:]
    ) throws -> Result {
        let name = directory + "/" + String(UInt64.random(in: .min ... .max), radix: 36)
        defer { for suffix in ["in", "out", "err"] { unlink("\(name).\(suffix)") } }
        try Data(input).write(to: URL(filePath: "\(name).in"))
        let input = try Descriptor.open("\(name).in", flags: O_RDONLY)
        let output = try Descriptor.open("\(name).out", flags: O_RDWR | O_CREAT)
        let errors = try Descriptor.open("\(name).err", flags: O_RDWR | O_CREAT)
        let command = ChildCommand(
            executable: "/usr/bin/git", arguments: arguments,
            environment: environment.merging(extra) { _, new in new }, workingDirectory: place)
        let child = try ChildProcess(
            command, descriptors: [0: input.rawValue, 1: output.rawValue, 2: errors.rawValue])
        let status = child.wait()
        var text = String(decoding: try Data(contentsOf: URL(filePath: "\(name).out")), as: UTF8.self)
        if text.hasSuffix("\n") { text.removeLast() }
        return Result(
            status: status, output: text,
            errors: String(decoding: try Data(contentsOf: URL(filePath: "\(name).err")), as: UTF8.self))
    }

    private var environment: [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": directory, "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
            "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
        ]
    }
}

extension ScratchGit {
    /// One line of a tree: mode as git writes it (`100644`), object name, file name as bytes.
    public struct Entry {
        public let mode: String
        public let id: String
        public let name: [UInt8]

        public init(_ mode: String, _ id: String, _ name: some StringProtocol) {
            self.init(mode, id, bytes: Array(name.utf8))
        }

        public init(_ mode: String, _ id: String, bytes name: [UInt8]) {
            self.mode = mode
            self.id = id
            self.name = name
        }
    }

    public func blob(_ text: String) throws -> String { try blob(Array(text.utf8)) }

    public func blob(_ bytes: [UInt8]) throws -> String {
        try git("hash-object", "-w", "--stdin", input: bytes)
    }

    /// Writes a tree exactly as given: in this order, with these names, whatever they are.
    public func rawTree(_ entries: [Entry]) throws -> String {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Array(entry.mode.drop { $0 == "0" }.utf8) + [0x20] + entry.name + [0]
            bytes += stride(from: 0, to: 40, by: 2).map { index in
                let digits = entry.id.utf8.dropFirst(index).prefix(2)
                return UInt8(String(decoding: Array(digits), as: UTF8.self), radix: 16) ?? 0
            }
        }
        return try git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", input: bytes)
    }

    /// Writes the tree of a directory of files: paths with slashes to their contents, modes 100644.
    public func tree(_ files: [String: String]) throws -> String {
        try tree(files.map { (path: $0.key, mode: "100644", content: Array($0.value.utf8)) })
    }

    /// As `tree(_:)`, with a mode for each file; links hold their target as content, submodules (`160000`) nothing.
    public func tree(_ files: [(path: String, mode: String, content: [UInt8])]) throws -> String {
        var entries: [Entry] = []
        var below: [String: [(path: String, mode: String, content: [UInt8])]] = [:]
        for file in files {
            if let slash = file.path.firstIndex(of: "/") {
                let rest = String(file.path[file.path.index(after: slash)...])
                below[String(file.path[..<slash]), default: []].append((rest, file.mode, file.content))
            } else {
                let id = file.mode == "160000" ? String(repeating: "1", count: 40) : try blob(file.content)
                entries.append(Entry(file.mode, id, file.path))
            }
        }
        for (name, files) in below { entries.append(Entry("40000", try tree(files), name)) }
        // git sorts directories as if their names ended in a slash.
        entries.sort { left, right in
            Self.sortKey(left).lexicographicallyPrecedes(Self.sortKey(right))
        }
        return try rawTree(entries)
    }

    private static func sortKey(_ entry: Entry) -> [UInt8] {
        entry.mode == "40000" ? entry.name + [UInt8(ascii: "/")] : entry.name
    }

    public func commit(_ tree: String, parents: [String] = [], message: String = "A commit") throws -> String {
        try run(
            ["commit-tree", tree] + parents.flatMap { ["-p", $0] }, in: repository, input: Array((message + "\n").utf8))
    }
}
