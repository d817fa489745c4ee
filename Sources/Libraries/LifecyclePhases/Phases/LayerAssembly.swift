import ApplicationImages
import BuildpackLifecycle
import Glibc
import LinuxSystem
import Synchronization

/// Turns directories into layers by the very way a build container's go: as an archive through a pipe, written by one
/// thread and judged by another, so that both kinds of builds give the same layers.
final class LayerAssembly: Sendable {
    private let result: BuildResult
    private let directories: BuildDirectories
    private let userID: Int
    private let groupID: Int
    private let failure = Mutex<(any Error)?>(nil)

    init(_ result: BuildResult, _ inputs: PhaseInputs, userID: UInt32, groupID: UInt32) {
        self.result = result
        directories = inputs.directories
        self.userID = Int(userID)
        self.groupID = Int(groupID)
    }

    func product() throws -> BuildProduct {
        let (reading, writing) = try LinuxSystem.Descriptor.pipe()
        let writer = try start(writing)
        let product: Result<BuildProduct?, any Error>
        do {
            let input = BufferedInput(reading)
            let unpacker = ResultUnpacker(
                userID: userID, groupID: groupID, workspace: directories.app.description)
            product = .success(try unpacker.unpack { try input.read(into: $0) })
        } catch {
            product = .failure(error)
        }
        // A writer that is not done yet would wait for a reader for ever.
        reading.close()
        pthread_join(writer, nil)
        let cause = failure.withLock { $0 }
        if let made = try product.get() { return made }
        throw cause ?? BuildFailure(.infrastructure, "the layers cannot be read")
    }

    private func start(_ output: LinuxSystem.Descriptor) throws -> pthread_t {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Job(assembly: self, output: output)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
                job.assembly.write(job.output)
                return nil
            }, context)
        guard code == 0 else {
            Unmanaged<Job>.fromOpaque(context).release()
            throw BuildFailure(.infrastructure, "cannot start a thread: \(LinuxError.reason(code))")
        }
        return thread
    }

    private func write(_ output: LinuxSystem.Descriptor) {
        do {
            try ResultStream(output).send(result, from: directories)
        } catch {
            failure.withLock { $0 = error }
        }
        output.close()
    }

    /// What the writing thread is given.
    private final class Job: Sendable {
        let assembly: LayerAssembly
        let output: LinuxSystem.Descriptor

        init(assembly: LayerAssembly, output: LinuxSystem.Descriptor) {
            self.assembly = assembly
            self.output = output
        }
    }
}
