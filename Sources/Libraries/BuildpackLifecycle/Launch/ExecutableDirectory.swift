import Glibc
import LinuxSystem

/// Runs the `exec.d` executables of a layer and takes over the variables they give (Buildpack specification, "Exec.d").
struct ExecutableDirectory {
    let path: BytePath

    func run(_ variables: inout EnvironmentVariables, directory: String) throws {
        for name in try FileSystem.names(in: path) {
            let file = path.appending(name)
            guard try FileSystem.status(file, followingLinks: true)?.kind != .directory else { continue }
            let output = try output(of: file, environment: variables.values, directory: directory)
            let document = try TOMLReader(parsing: output, file: "output of \(file)")
            for key in document.table.keys { variables[key] = try document.string(key) }
        }
    }

    private func output(of file: BytePath, environment: [String: String], directory: String) throws -> [UInt8] {
        let pipe = try Descriptor.pipe()
        let command = ChildCommand(
            executable: file.description, environment: environment, workingDirectory: directory, group: .sameAsParent)
        let process = try ChildProcess(command, descriptors: [1: 1, 2: 2, 3: pipe.writing.rawValue])
        pipe.writing.close()
        let bytes = try pipe.reading.readAll(limit: 1 << 20)
        let status = process.wait()
        guard status.isSuccess else { throw BuildpackError(.launchFailed, "\(file) failed with \(status)") }
        return bytes
    }
}
