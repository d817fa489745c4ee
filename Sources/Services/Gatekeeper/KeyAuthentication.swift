import Logging
import PlatformModel
import SSHServer

/// Knows whose a key is: the user is always `git`, the person is told by the key.
struct KeyAuthentication: SSHServerDelegate {
    let configuration: GatekeeperConfiguration
    /// `HOST:PORT` for the sentences.
    let address: String
    let authority: any PushAuthority
    let settlement: (any ProjectSettlement)?
    let reception: Reception
    let logger: Logger

    func authenticate(_ attempt: AuthenticationAttempt) -> AuthenticationAnswer {
        guard attempt.user == "git", let fingerprint = KeyFingerprint(attempt.key.fingerprint) else {
            log(.info, "refused", attempt, ["user": "\(attempt.user.quotedForDisplay)"])
            return .refused
        }
        do {
            // Compared as a whole blob: the fingerprint only finds it.
            guard let key = try authority.authorizedKey(fingerprint), key.blob == attempt.key.blob else {
                log(.info, "unknown key", attempt)
                return .refused
            }
            if attempt.isProven { log(.info, "authenticated", attempt, ["user": "\(key.ownerName)"]) }
            return .accepted(
                PushingClient(
                    configuration: configuration, address: address, authority: authority, settlement: settlement,
                    reception: reception, key: key, serverLogger: logger, attempt: attempt))
        } catch {
            log(.error, "cannot look up a key", attempt, ["error": "\(error.debugDescription)"])
            return .unavailable(banner: Replies.unavailableBanner)
        }
    }

    /// Nothing is put together for a level that is not logged: most attempts are strangers'.
    private func log(
        _ level: Logger.Level, _ message: Logger.Message, _ attempt: AuthenticationAttempt,
        _ metadata: @autoclosure () -> Logger.Metadata = [:]
    ) {
        guard level >= logger.logLevel else { return }
        logger.log(level: level, message, metadata: attempt.metadata.merging(metadata()) { $1 })
    }
}

extension AuthenticationAttempt {
    /// What the log lines of a connection have in common.
    var metadata: Logger.Metadata {
        ["connection": "\(connection)", "client": "\(address)", "fingerprint": "\(key.fingerprint)"]
    }
}
