import Glibc
import LinuxSystem
public import PushReception

/// The quick door of a git hook.
///
/// Most of what a small push costs is starting the hooks: libraries, configuration, a database connection each. So git
/// starts a program that has none of that. It sees to pushes that only store references with the gatekeeper's help, and
/// turns itself into the whole hook for everything else, also where the gatekeeper does not answer.
public struct HookEntry {
    private let variable: (String) -> String?
    private let input: [UInt8]

    /// Reads what git writes to the hook to its end.
    ///
    /// - Parameter variable: the value of a variable of the environment.
    /// - Throws: `LinuxError` when it cannot be read, or is longer than that of any push.
    public init(variable: @escaping (String) -> String?) throws {
        self.variable = variable
        let standardInput = Descriptor(owning: STDIN_FILENO)
        // The number stays taken: a file that got it by chance would be somebody's standard input.
        defer { _ = standardInput.release() }
        input = try standardInput.readAll(limit: Self.inputLimit)
    }

    /// The push, when it only stores references and the gatekeeper has done what was asked for.
    public func storedPush(_ request: (String) -> ReceptionRequest) -> StoredPush? {
        guard ["", "0"].contains(variable("GIT_PUSH_OPTION_COUNT") ?? ""),
            let branch = variable("PAASTECH_DEPLOY_BRANCH"), let push = variable("PAASTECH_PUSH_ID"),
            let lock = variable("PAASTECH_PUSH_LOCK_FD").flatMap({ CInt($0) }), fcntl(lock, F_GETFD) >= 0,
            let reception = variable("PAASTECH_RECEPTION").flatMap(ReceptionClient.init(path:)),
            let stored = StoredPush(updates: input, deployBranch: branch)
        else { return nil }
        return reception.ask(request(push)) ? stored : nil
    }

    /// Goes on as another program beside this one, with the same input and environment.
    ///
    /// The limit on memory is for git, which unpacks what a stranger sent; the whole hooks read objects within limits of
    /// their own, and builds have others.
    public func handOver(to program: String, arguments: [String] = []) -> Never {
        ResourceLimits.liftMemory()
        do {
            try ProcessImage.become("\(ProcessImage.directory())/\(program)", arguments: arguments, input: input)
        } catch {
            Self.fail("\(error)")
        }
    }

    /// Fails closed, with a sentence for the pusher.
    public static func fail(_ reason: String) -> Never {
        let line = Array(" !     Push refused: \(reason); tell the operator of this platform\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        exit(1)
    }

    private static let inputLimit = 64 << 20
}
