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
        var logger = logger
        logger[metadataKey: "connection"] = "\(attempt.connection)"
        logger[metadataKey: "client"] = "\(attempt.address)"
        logger[metadataKey: "fingerprint"] = "\(attempt.key.fingerprint)"
        guard attempt.user == "git", let fingerprint = KeyFingerprint(attempt.key.fingerprint) else {
            logger.info("refused", metadata: ["user": "\(attempt.user.quotedForDisplay)"])
            return .refused
        }
        do {
            // Compared as a whole blob: the fingerprint only finds it.
            guard let key = try authority.authorizedKey(fingerprint), key.blob == attempt.key.blob else {
                logger.info("unknown key")
                return .refused
            }
            if attempt.isProven { logger.info("authenticated", metadata: ["user": "\(key.ownerName)"]) }
            return .accepted(
                PushingClient(
                    configuration: configuration, address: address, authority: authority, settlement: settlement,
                    reception: reception, key: key, logger: logger))
        } catch {
            logger.error("cannot look up a key", metadata: ["error": "\(error.debugDescription)"])
            return .unavailable(banner: Replies.unavailableBanner)
        }
    }
}
