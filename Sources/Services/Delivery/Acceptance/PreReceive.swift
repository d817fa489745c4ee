import GitRepositories
import Glibc
public import LinuxSystem
public import PlatformModel

/// git's pre-receive hook: whether a push is taken, decided while its objects are in quarantine.
///
/// It fails closed: whatever goes wrong on the way, git hears "no" and throws the objects away.
public struct PreReceive: Sendable {
    private let environment: PushEnvironment

    /// - Throws: ``PlatformError`` when the gatekeeper is not the one who started the push.
    public init(environment: [String: String]) throws(PlatformError) {
        self.environment = try PushEnvironment(environment)
    }

    /// Where the database is. It may hold a password.
    public var databaseURL: String { environment.database }

    /// Reads what git writes to the hook, and the pushed objects; blocks the thread.
    public func decide(input: Descriptor) -> PushVerdict {
        guard fcntl(environment.lockDescriptor, F_GETFD) >= 0 else {
            return .refused(PushVerdict.Refusal("the gatekeeper's lock on this push is gone; push again"))
        }
        do {
            let updates = try ReferenceUpdate.parse(try input.readAll(limit: Self.inputLimit))
            let repository = try GitRepository.openFromHookEnvironment()
            return try PushExamination(environment: environment, repository: repository).examine(updates)
        } catch let error as LinuxError where error.code == EFBIG {
            return .refused(PushVerdict.Refusal("it changes too many references at once; push fewer"))
        } catch {
            return .refused(PushVerdict.Refusal("it cannot be examined: \(error)"))
        }
    }

    /// Records the verdict and words the answer.
    public func settle(_ verdict: PushVerdict, in store: any DeploymentStore) async -> PushAcceptance.Answer {
        await PushAcceptance(environment: environment, store: store).settle(verdict)
    }

    /// About 30 000 references with names of an ordinary length.
    private static let inputLimit = 4 << 20
}

extension PushAcceptance.Answer {
    /// The answer to a push that cannot even be examined.
    public static func refusal(_ error: PlatformError) -> PushAcceptance.Answer {
        PushAcceptance.Answer(lines: PushVerdict.Refusal(error.message).lines, isAccepted: false)
    }

    /// Writes the lines for the pusher's terminal to a descriptor and gives the exit status of the hook.
    public func deliver(to output: Descriptor) -> CInt {
        let text = Array(lines.map { $0 + "\n" }.joined().utf8)
        text.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty, case .bytes(let count) = try? output.write(UnsafeRawBufferPointer(rebasing: rest)) {
                rest = rest.dropFirst(count)
            }
        }
        return isAccepted ? 0 : 1
    }
}
